-- Of the rows that several buckets gave for one cell, the first.
CREATE OR REPLACE TEMP TABLE own_samples AS
SELECT kind, collector, rulebook, rule, place,
    list_sort(flatten(list(rows)))[:getvariable('page_rows')] AS rows
FROM own_samples GROUP BY kind, collector, rulebook, rule, place;

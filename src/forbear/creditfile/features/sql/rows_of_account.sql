-- All rows of each account that a look sees, in order.
CREATE OR REPLACE TEMP TABLE rows_of_account AS
SELECT _look, _thing, list_sort(list(_row)) AS _all
FROM (
    SELECT _look, _thing, _row FROM report_seen
    UNION ALL
    SELECT _look, _thing, _row FROM month_seen
)
GROUP BY _look, _thing

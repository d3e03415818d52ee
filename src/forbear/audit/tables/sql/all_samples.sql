SELECT kind, collector, rulebook, rule, place,
    list_sort(flatten(list(rows)))[:getvariable('page_rows')] AS rows
FROM audit_samples GROUP BY kind, collector, rulebook, rule, place ORDER BY ALL;

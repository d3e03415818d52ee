-- The accounts of a relation under the keys of the vocabulary. The day of an account is that of its opening; where that is
-- not known it stands before everything. Late months, cures and unknown months are those that were reported.
SELECT
    _look, _today, _row, _variant, _thing,
    coalesce(opened, DATE '0001-01-01') AS _day,
    * EXCLUDE (_look, _today, _row, _variant, _thing, currency, newest, longest, run, months_late, cures, months_unknown,
        has_months, _longest_rows, _run_rows, _late_rows, _cured_rows, _unknown_rows, _last_rows),
    coalesce(currency, newest.currency) AS currency,
    CASE WHEN currency IS NULL AND has_months THEN [newest.row] ELSE [] END AS _currency_rows,
    CASE
        WHEN closed <= _today THEN FALSE
        WHEN closed IS NULL AND newest.status IN ('settled', 'transferred', 'ended_badly') THEN FALSE
        ELSE TRUE
    END AS is_open,
    CASE WHEN newest.status <> 'unknown' THEN newest.status END AS status_now,
    newest.month AS month_now,
    newest.days AS days_late_now,
    CASE WHEN has_months THEN longest ELSE 0 END AS days_late_longest,
    CASE WHEN NOT has_months THEN 0 WHEN newest.is_late IS NOT NULL THEN run END AS late_run,
    coalesce(months_late, 0) AS months_late, coalesce(cures, 0) AS cures, coalesce(months_unknown, 0) AS months_unknown,
    newest.balance AS balance,
    coalesce(newest.overdue, CASE WHEN newest.days = 0 THEN 0 END) AS overdue,
    CASE WHEN newest.month >= date_trunc('month', _today) - INTERVAL 1 MONTH THEN newest.due END AS due_next,
    CASE WHEN has_months THEN [newest.row] ELSE [] END AS _now_rows,
    coalesce(_longest_rows, []) AS _longest_rows,
    CASE WHEN has_months AND newest.is_late IS NULL THEN [newest.row] ELSE coalesce(_run_rows, []) END AS _run_rows,
    coalesce(_late_rows, []) AS _late_rows,
    coalesce(_cured_rows, []) AS _cured_rows,
    coalesce(_unknown_rows, []) AS _unknown_rows,
    coalesce(_last_rows, []) AS _last_rows
FROM /* accounts */
WHERE coalesce(opened, DATE '0001-01-01') <= _today

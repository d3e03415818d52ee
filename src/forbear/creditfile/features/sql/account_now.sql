-- Each account as its newest report has it (variant 0), as the report before has it (1: if the newest were not there), and as
-- its newest report has it without one of its months (2 and 3). The day of an account is that of its opening; where that is not
-- known it stands before everything.
CREATE OR REPLACE TEMP VIEW account_now AS
WITH reports AS (
    SELECT
        l.look_id AS _look, l.as_of AS _today, t."row" AS _row, t.*,
        row_number() OVER newest_first AS place,
        lag(t."row") OVER newest_first AS newer
    FROM person_account AS t
    INNER JOIN look AS l ON l.person_id = t.person_id
    WHERE t.as_of <= l.as_of
    WINDOW newest_first AS (PARTITION BY l.look_id, t.lender, t.account ORDER BY t.as_of DESC, t."row")
),
variants AS (
    SELECT 0 AS _variant, NULL AS _without, 0 AS _months, * FROM reports WHERE place = 1
    UNION ALL
    SELECT 1 AS _variant, newer AS _without, 0 AS _months, * FROM reports WHERE place = 2
    UNION ALL
    SELECT m._variant, m._without, m._variant AS _months, r.*
    FROM reports AS r
    INNER JOIN (SELECT DISTINCT _look, lender, account, _variant, _without FROM month_variants WHERE _variant > 0
                UNION SELECT _look, lender, account, 2, _row FROM month_variants WHERE _variant = 0 AND is_newest) AS m
        ON m._look = r._look AND m.lender = r.lender AND m.account = r.account
    WHERE r.place = 1
)
SELECT
    v._look, v._today, v._row, v._variant, v._without, v.lender || chr(31) || v.account AS _thing,
    coalesce(v.opened, DATE '0001-01-01') AS _day,
    v.* EXCLUDE (_look, _today, _row, _variant, _without, _months, place, newer, person_id, "row", currency),
    coalesce(m.newest.currency, v.currency) AS currency,
    CASE
        WHEN v.closed <= v._today THEN FALSE
        WHEN v.closed IS NULL AND m.newest.status IN ('settled', 'transferred', 'ended_badly') THEN FALSE
        ELSE TRUE
    END AS is_open,
    CASE WHEN m.newest.status <> 'unknown' THEN m.newest.status END AS status_now,
    m.newest.month AS month_now,
    m.newest.days AS days_late_now,
    m.days_late_longest,
    CASE WHEN m.newest.is_late IS NOT NULL THEN m.run END AS late_run,
    m.months_late, m.cures, m.months_unknown, m.last_late,
    m.newest.balance AS balance,
    coalesce(m.newest.overdue, CASE WHEN m.newest.days = 0 THEN 0 END) AS overdue,
    CASE WHEN m.newest.month >= date_trunc('month', v._today) - INTERVAL 1 MONTH THEN m.newest.due END AS due_next,
    CASE WHEN m.newest IS NOT NULL THEN [m.newest.row] ELSE [] END AS _now_rows,
    coalesce(m._longest_rows, []) AS _longest_rows,
    CASE WHEN m.newest.is_late IS NULL AND m.newest IS NOT NULL THEN [m.newest.row]
         ELSE coalesce(m._run_rows, []) END AS _run_rows,
    coalesce(m._late_rows, []) AS _late_rows,
    coalesce(m._cured_rows, []) AS _cured_rows,
    coalesce(m._unknown_rows, []) AS _unknown_rows,
    CASE WHEN m.last_row IS NOT NULL THEN [m.last_row] ELSE [] END AS _last_rows
FROM variants AS v
LEFT JOIN account_months AS m
    ON m._look = v._look AND m._variant = v._months AND m.lender = v.lender AND m.account = v.account
WHERE coalesce(v.opened, DATE '0001-01-01') <= v._today

-- The months of each account that a look sees. Variant 0 is what is seen; 2 is that without the newest month, 3 without the
-- newest month in which nothing was late: those two may hide an earlier month from what the account comes to now.
-- Late is late by at least a day or worse; a month of which nothing is known is neither late nor in order.
CREATE OR REPLACE TEMP TABLE month_variants AS
WITH seen AS (
    SELECT
        l.look_id AS _look, l.as_of AS _today, t.lender, t.account, t.month, t."row" AS _row, t.status, t.currency,
        t.balance, t.due, t.overdue,
        CASE
            WHEN t.days_late_from IS NOT NULL THEN t.days_late_from
            WHEN t.status IN ('nothing_due', 'current', 'settled') THEN 0
        END AS days,
        CASE
            WHEN t.status = 'unknown' THEN NULL
            ELSE coalesce(t.days_late_from, 0) > 0 OR t.status IN (
                'late', 'bad_debt', 'collection', 'repossessed', 'surrendered', 'foreclosed', 'guarantor_paid',
                'asset_taken', 'ended_badly'
            )
        END AS is_late
    FROM person_account_month AS t
    INNER JOIN look AS l ON l.person_id = t.person_id
    WHERE CASE WHEN t.source = 'history' OR t.as_of IS NULL THEN last_day(t.month) ELSE t.as_of END <= l.as_of
),
placed AS (
    SELECT
        *,
        row_number() OVER newest_first = 1 AS is_newest,
        is_late IS FALSE
        AND row_number() OVER (PARTITION BY _look, lender, account, is_late ORDER BY month DESC, _row) = 1 AS is_border
    FROM seen
    WINDOW newest_first AS (PARTITION BY _look, lender, account ORDER BY month DESC, _row)
),
without AS (
    SELECT _look, lender, account, 2 AS _variant, _row AS _without FROM placed WHERE is_newest
    UNION ALL
    SELECT _look, lender, account, 3 AS _variant, _row AS _without FROM placed WHERE is_border AND NOT is_newest
)
SELECT 0 AS _variant, NULL AS _without, * FROM placed
UNION ALL
SELECT w._variant, w._without, p.*
FROM placed AS p
INNER JOIN without AS w ON w._look = p._look AND w.lender = p.lender AND w.account = p.account AND w._without <> p._row

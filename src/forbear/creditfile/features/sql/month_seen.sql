-- The months of each account of which a look sees a report. Late is late by at least a day, or worse; a month of which nothing is known
-- is neither late nor in order.
CREATE OR REPLACE TEMP TABLE month_seen AS
SELECT
    l.look_id AS _look, r._thing, t.month, /* row */ AS _row, t.status, t.currency, t.balance, t.due, t.overdue,
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
INNER JOIN report_seen AS r ON r._look = l.look_id AND r.lender = t.lender AND r.account = t.account AND r.place = 1
/* numbered */
WHERE CASE WHEN t.source = 'history' OR t.as_of IS NULL THEN last_day(t.month) ELSE t.as_of END <= l.as_of

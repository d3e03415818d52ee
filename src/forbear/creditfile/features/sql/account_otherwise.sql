-- Each account as each of its reports has it, with each of its months alone and with none (variant 1): what it might come to if
-- other rows were not there. Where that would count and the account does not, its rows leave it out.
-- A run may be as long as there are late months: good ones between them may go.
CREATE OR REPLACE TEMP VIEW account_otherwise AS
WITH reports AS (
    SELECT min(_row) AS _row, min(as_of) AS as_of, * EXCLUDE (
        _row, as_of, place, received, licence, "file", delivery, line, correction, consent, history
    )
    FROM report_seen
    GROUP BY ALL
),
months AS (
    SELECT DISTINCT _look, _thing, month, status, days, is_late, balance, due, overdue, currency, TRUE AS has_months
    FROM month_seen
    UNION ALL
    SELECT DISTINCT _look, _thing, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, FALSE FROM report_seen
),
late AS (
    SELECT _look, _thing, count(*) FILTER (WHERE is_late) AS months_late FROM month_seen GROUP BY ALL
)
SELECT
    1 AS _variant, r.*, m.has_months,
    CASE WHEN m.has_months THEN {'month': m.month, 'row': 0, 'status': m.status, 'days': m.days, 'is_late': m.is_late,
    'balance': m.balance, 'due': m.due, 'overdue': m.overdue, 'currency': m.currency} END AS newest,
    CASE WHEN m.is_late THEN m.days ELSE 0 END AS longest,
    unnest(
        CASE
            WHEN coalesce(m.is_late, FALSE)::BIGINT = coalesce(l.months_late, 0) THEN [coalesce(l.months_late, 0)]
            ELSE [coalesce(m.is_late, FALSE)::BIGINT, coalesce(l.months_late, 0)]
        END
    ) AS run,
    coalesce(m.is_late, FALSE)::INT AS months_late,
    0 AS cures,
    (m.has_months AND m.is_late IS NULL)::INT AS months_unknown,
    CASE WHEN m.is_late THEN m.month END AS last_late
FROM reports AS r
INNER JOIN months AS m ON m._look = r._look AND m._thing = r._thing
LEFT JOIN late AS l ON l._look = r._look AND l._thing = r._thing

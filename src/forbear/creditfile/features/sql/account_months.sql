-- What the months of an account come to, with the rows on which each of it rests. Months of which nothing is known are
-- passed over where a run or a cure is looked for: they neither end a run nor are in order. The month that ends a run from
-- below is one of its rows where the run would be longer without it, and the late one before it by which it would.
CREATE OR REPLACE TEMP TABLE account_months AS
WITH known AS (
    SELECT
        _look, _thing, _row, lag(is_late) OVER earlier AS was_late, lag(_row) OVER earlier AS row_before
    FROM month_seen
    WHERE is_late IS NOT NULL
    WINDOW earlier AS (PARTITION BY _look, _thing ORDER BY month, _row)
),
whole AS (
    SELECT
        _look, _thing, max({'month': month, 'row': _row}) FILTER (WHERE NOT is_late) AS last_good,
        max(days) FILTER (WHERE is_late) AS most_days
    FROM month_seen
    GROUP BY _look, _thing
),
joined AS (
    SELECT
        m.*, k.row_before, w.most_days,
        coalesce(m.is_late AND (w.last_good IS NULL OR {'month': m.month, 'row': m._row} > w.last_good), FALSE) AS in_run,
        coalesce(NOT m.is_late AND k.was_late, FALSE) AS is_cure,
        coalesce(NOT m.is_late AND k.was_late AND m._row = w.last_good.row, FALSE) AS is_border
    FROM month_seen AS m
    INNER JOIN whole AS w ON w._look = m._look AND w._thing = m._thing
    LEFT JOIN known AS k ON k._look = m._look AND k._row = m._row
)
SELECT
    _look, _thing,
    max({'month': month, 'row': _row, 'status': status, 'days': days, 'is_late': is_late, 'balance': balance,
    'due': due, 'overdue': overdue, 'currency': currency}) AS newest,
    CASE WHEN NOT coalesce(bool_or(is_late AND days IS NULL), FALSE) THEN coalesce(max(most_days), 0) END AS longest,
    count(*) FILTER (WHERE in_run) AS run,
    count(*) FILTER (WHERE is_late) AS months_late,
    count(*) FILTER (WHERE is_cure) AS cures,
    count(*) FILTER (WHERE is_late IS NULL) AS months_unknown,
    max(month) FILTER (WHERE is_late) AS last_late,
    list(_row) FILTER (WHERE is_late AND (days IS NULL OR days = most_days)) AS _longest_rows,
    list_concat(
        list(_row) FILTER (WHERE in_run OR is_border), coalesce(list(row_before) FILTER (WHERE is_border), [])
    ) AS _run_rows,
    list(_row) FILTER (WHERE is_late) AS _late_rows,
    list_concat(list(_row) FILTER (WHERE is_cure), list(row_before) FILTER (WHERE is_cure)) AS _cured_rows,
    list(_row) FILTER (WHERE is_late IS NULL) AS _unknown_rows,
    list(_row ORDER BY month DESC) FILTER (WHERE is_late)[:1] AS _last_rows
FROM joined
GROUP BY _look, _thing

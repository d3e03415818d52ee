-- What the months of an account come to, with the rows on which each of it rests. Months of which nothing is known are
-- passed over where a run or a cure is looked for: they neither end a run nor are in order.
CREATE OR REPLACE TEMP TABLE account_months AS
WITH known AS (
    SELECT
        _look, _variant, lender, account, _row,
        lag(is_late) OVER earlier AS was_late,
        lag(_row) OVER earlier AS row_before,
        bool_or(NOT is_late) OVER (
            PARTITION BY _look, _variant, lender, account
            ORDER BY month DESC, _row ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS is_over
    FROM month_variants
    WHERE is_late IS NOT NULL
    WINDOW earlier AS (PARTITION BY _look, _variant, lender, account ORDER BY month, _row)
),
joined AS (
    SELECT
        m.*, k.was_late, k.row_before,
        coalesce(m.is_late AND NOT k.is_over, FALSE) AS in_run,
        coalesce(NOT m.is_late AND k.was_late, FALSE) AS is_cure,
        max(m.days) FILTER (WHERE m.is_late) OVER (PARTITION BY m._look, m._variant, m.lender, m.account) AS longest
    FROM month_variants AS m
    LEFT JOIN known AS k
        ON
            k._look = m._look AND k._variant = m._variant AND k.lender = m.lender AND k.account = m.account
            AND k._row = m._row
)
SELECT
    _look, _variant, lender, account, any_value(_without) AS _without,
    max({'month': month, 'row': _row, 'status': status, 'days': days, 'is_late': is_late, 'balance': balance, 'due': due,
    'overdue': overdue, 'currency': currency}) AS newest,
    CASE
        WHEN bool_or(is_late AND days IS NULL) THEN NULL
        WHEN count(is_late) > 0 THEN coalesce(max(longest), 0)
    END AS days_late_longest,
    count(*) FILTER (WHERE in_run) AS run,
    count(*) FILTER (WHERE is_late) AS months_late,
    count(*) FILTER (WHERE is_cure) AS cures,
    count(*) FILTER (WHERE is_late IS NULL) AS months_unknown,
    max(month) FILTER (WHERE is_late) AS last_late,
    list(_row) FILTER (WHERE is_late AND (days IS NULL OR days = longest)) AS _longest_rows,
    list(_row) FILTER (WHERE in_run) AS _run_rows,
    list(_row) FILTER (WHERE is_late) AS _late_rows,
    list_concat(list(_row) FILTER (WHERE is_cure), list(row_before) FILTER (WHERE is_cure)) AS _cured_rows,
    list(_row) FILTER (WHERE is_late IS NULL) AS _unknown_rows,
    arg_max(_row, month) FILTER (WHERE is_late) AS last_row
FROM joined
GROUP BY _look, _variant, lender, account

-- Each account by month: our word with the lender's sign. A month of which nothing was reported is not stated at all.
SELECT look_id, 65 AS place, 'months.grid.' || in_name(lender) || ':' || in_name(account) AS id,
    stated_as('months', 'grid', in_name(lender) || ':' || in_name(account), concat(j('lender', lender), ',', j('account', account), ',"months":[{',
        array_to_string(list_transform(months, lambda one: one."text"), '},{'), '}]'), to_json(list_transform(months, lambda one: one."row"))::VARCHAR) AS "text"
FROM (
    SELECT look_id, lender, account, list_sort(list({'row': "row", 'text': concat_ws(',',
        concat('"month":"', as_month("month"), '","status":"', status, '"'), j('code', code), j_n('from', days_late_from), j_n('to', days_late_to),
        j_n('due', due), j_n('paid', paid), j_n('overdue', overdue), j_n('balance', balance), j('currency', currency)
    )})) AS months
    FROM at_account_month GROUP BY look_id, lender, account
)

-- Each account by month: our word with the lender's sign. A month of which nothing was reported is not stated at all.
SELECT look_id, 65 AS place, 'months.grid.' || in_name(lender) || ':' || in_name(account) AS id,
    stated_as('months', 'grid', in_name(lender) || ':' || in_name(account), concat(j('lender', lender), ',', j('account', account), ',"months":[{', months, '}]'),
        "rows") AS "text"
FROM (
    SELECT look_id, lender, account, to_json(list_sort(list("row")))::VARCHAR AS "rows",
        array_to_string(list_sort(list(concat('"month":"', as_month("month"), '","status":"', status, '"',
        ',"code":' || to_json(code)::VARCHAR, ',"from":' || days_late_from, ',"to":' || days_late_to, ',"due":' || due, ',"paid":' || paid,
        ',"overdue":' || overdue, ',"balance":' || balance, ',"currency":' || to_json(currency)::VARCHAR))), '},{') AS months
    FROM at_account_month GROUP BY look_id, lender, account
)

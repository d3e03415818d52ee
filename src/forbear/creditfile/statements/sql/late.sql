-- The months in which an account was late, and those in which it was late no more: the month after, reported and good.
WITH late AS (SELECT * FROM at_account_month WHERE status = 'late'), cured AS (
    SELECT l.look_id, l.lender, l.account, l."row", n."row" AS cure, n."month" AS cured_in
    FROM late AS l JOIN at_account_month AS n
    ON n.look_id = l.look_id AND n.lender = l.lender AND n.account = l.account AND n."month" = (l."month" + INTERVAL 1 MONTH)::DATE
    WHERE n.status IN ('current', 'nothing_due', 'settled')
)
SELECT look_id, 70 AS place, 'late.months.' || in_name(lender) || ':' || in_name(account) AS id,
    stated_as('late', 'months', in_name(lender) || ':' || in_name(account), concat_ws(',',
        j('lender', lender), j('account', account), j('months', list(as_month("month") ORDER BY "month")), j_n('from', max(days_late_from)),
        j_n('to', CASE WHEN count(days_late_to) = count(*) THEN max(days_late_to) END), j_n('overdue', max(overdue)), j('currency', any_value(currency))
    ), j_rows(list("row"))) AS "text"
FROM late GROUP BY look_id, lender, account
UNION ALL
SELECT look_id, 71, 'late.cured.' || in_name(lender) || ':' || in_name(account),
    stated_as('late', 'cured', in_name(lender) || ':' || in_name(account), concat_ws(',',
        j('lender', lender), j('account', account), j('months', list(as_month(cured_in) ORDER BY cured_in))
    ), j_rows(list("row") || list(cure)))
FROM cured GROUP BY look_id, lender, account
UNION ALL
SELECT look_id, 72, 'late.grave.' || in_name(lender) || ':' || in_name(account),
    stated_as('late', 'grave', in_name(lender) || ':' || in_name(account), j('lender', lender) || ',' || j('account', account) || ',"months":['
        || string_agg('{"month":"' || as_month("month") || '",' || concat_ws(',', j_w('status', status), j('code', code)) || '}', ',' ORDER BY "month")
        || ']', j_rows(list("row")))
FROM at_account_month
WHERE status IN ('restructured', 'bad_debt', 'collection', 'repossessed', 'surrendered', 'foreclosed', 'guarantor_paid', 'asset_taken', 'ended_badly')
GROUP BY look_id, lender, account

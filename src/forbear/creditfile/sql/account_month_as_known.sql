-- As every table; but a look back has no amounts: where one counts, those of the month's own record stay.
CREATE OR REPLACE MACRO account_month_as_known(until := TIMESTAMP 'infinity') AS TABLE
WITH counting AS (
    SELECT * FROM account_month WHERE received <= until
    QUALIFY row_number() OVER (PARTITION BY lender, account, "month" ORDER BY /* order */) = 1
), own AS (
    SELECT lender, account, "month", balance, due, paid, overdue, currency FROM account_month WHERE received <= until AND source = 'own'
    QUALIFY row_number() OVER (PARTITION BY lender, account, "month" ORDER BY /* order */) = 1
)
SELECT c.* REPLACE (
    CASE WHEN c.source = 'own' THEN c.balance ELSE coalesce(c.balance, o.balance) END AS balance,
    CASE WHEN c.source = 'own' THEN c.due ELSE coalesce(c.due, o.due) END AS due,
    CASE WHEN c.source = 'own' THEN c.paid ELSE coalesce(c.paid, o.paid) END AS paid,
    CASE WHEN c.source = 'own' THEN c.overdue ELSE coalesce(c.overdue, o.overdue) END AS overdue,
    coalesce(c.currency, o.currency) AS currency
)
FROM counting AS c LEFT JOIN own AS o USING (lender, account, "month");

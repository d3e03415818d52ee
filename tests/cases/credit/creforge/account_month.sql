-- What counts of the months of accounts, in the columns of creforge.
SELECT account AS account_id, "month" AS as_of_month, balance::DECIMAL(18, 2) / 100 AS balance, due::DECIMAL(18, 2) / 100 AS amount_due,
    paid::DECIMAL(18, 2) / 100 AS amount_paid,
    CASE days_late_from WHEN 0 THEN '0' WHEN 120 THEN '120+' ELSE days_late_from || '-' || days_late_to END AS dpd_bucket,
    payments_late AS months_in_arrears, code AS status
FROM account_month_as_known()

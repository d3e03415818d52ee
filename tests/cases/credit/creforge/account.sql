-- What counts of the accounts, in the columns of creforge.
SELECT account AS account_id, subject AS subject_id, application AS inquiry_id, lender AS lender_id, product_code AS product_type,
    opened AS open_date, credit_limit::DECIMAL(18, 2) / 100 AS credit_limit, principal::DECIMAL(18, 2) / 100 AS principal,
    term_months AS tenor_months, rate AS interest_rate, secured, closed AS close_date, close_code AS close_reason
FROM account_as_known()

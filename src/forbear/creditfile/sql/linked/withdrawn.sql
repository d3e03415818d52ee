-- Accounts that their lender took back, by the newest day or by the last arrival, and what belongs to them: the application that led to nothing else,
-- and what was said of people with them alone.
CREATE OR REPLACE TEMP TABLE withdrawn_account AS
SELECT DISTINCT lender, account FROM (
    SELECT lender, account, withdrawn FROM account SEMI JOIN (SELECT lender, account FROM account WHERE withdrawn) USING (lender, account)
    WHERE received <= /* until */
    QUALIFY received = max(received) OVER (PARTITION BY lender, account)
) WHERE withdrawn
UNION
SELECT lender, account FROM /* account */ WHERE withdrawn;

CREATE OR REPLACE TEMP TABLE tie AS
SELECT lender, account, application FROM /* account */ WHERE application IS NOT NULL
UNION
SELECT lender, account, application FROM /* application */ WHERE account IS NOT NULL;

CREATE OR REPLACE TEMP TABLE withdrawn_application AS
SELECT lender, application FROM tie LEFT JOIN (SELECT *, true AS gone FROM withdrawn_account) USING (lender, account)
GROUP BY lender, application HAVING bool_and(coalesce(gone, false));

CREATE OR REPLACE TEMP TABLE standing AS
SELECT lender, subject FROM /* account */ ANTI JOIN withdrawn_account USING (lender, account) WHERE subject IS NOT NULL
UNION
SELECT lender, subject FROM /* application */ ANTI JOIN withdrawn_application USING (lender, application) WHERE subject IS NOT NULL;

CREATE OR REPLACE TEMP TABLE withdrawn_claim AS
SELECT /* claim row */ AS "row" FROM /* identity_claim */ AS c
WHERE CASE
    WHEN account IS NOT NULL THEN (lender, account) IN (SELECT (lender, account) FROM withdrawn_account)
    ELSE (lender, application) IN (SELECT (lender, application) FROM withdrawn_application)
END
AND NOT EXISTS (FROM standing AS s WHERE s.lender = c.lender AND s.subject = c.subject);

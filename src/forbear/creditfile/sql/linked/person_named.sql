-- Accounts of somebody else in which a person is named as more than the debtor: a joint debtor, a guarantor.
CREATE OR REPLACE TEMP VIEW person_named AS
SELECT c.person_id, c."row" AS claim, c."role" AS "role", c.as_of AS said_on, a.* EXCLUDE (person_id)
FROM person_identity_claim AS c JOIN (SELECT person_id AS owner, * FROM counted_account) AS a ON a.lender = c.lender AND a.account = c.account
WHERE c."role" <> 'debtor' AND a."owner" IS DISTINCT FROM c.person_id;

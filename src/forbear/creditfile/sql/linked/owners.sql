-- Whose a customer, an account and an application is: the person of the claims of the debtor; nobody's where those are of several people or of none.
CREATE OR REPLACE TEMP TABLE kept_back AS
SELECT unnest(claims) AS "row", why, unique_id FROM identity.held;

CREATE OR REPLACE TEMP TABLE vote AS
SELECT
    c.lender, c.subject, c.account, c.application, c."row", c."role" = 'debtor' AS debtor, p.person_id,
    p.person_id IS NULL AND k."row" IS NULL AS unlinked, n.given_latin AS given
FROM (SELECT *, /* claim row */ AS "row" FROM /* identity_claim */) AS c
ANTI JOIN withdrawn_claim USING ("row")
LEFT JOIN identity.person_of AS p ON p.claim_id = c."row"
LEFT JOIN kept_back AS k ON k."row" = c."row"
LEFT JOIN identity.claim AS n ON n.claim_id = c."row";

-- Customers of whom one more claim, too weak to be anybody's, names somebody else.
CREATE OR REPLACE TEMP TABLE unsure AS
SELECT lender, subject FROM vote AS h JOIN vote AS o USING (lender, subject)
WHERE h.debtor AND o.debtor AND h.person_id IS NULL AND o.person_id IS NOT NULL AND h.given IS NOT NULL AND o.given IS NOT NULL
GROUP BY lender, subject, h."row" HAVING max(jaro_winkler_similarity(h.given, o.given)) < /* alike */;

CREATE OR REPLACE TEMP TABLE speaking AS
WITH keyed AS (
    SELECT lender, 'subject' AS kind, subject AS key, debtor, person_id, unlinked FROM vote
    UNION ALL
    SELECT lender, 'account', account, debtor, person_id, unlinked FROM vote WHERE account IS NOT NULL
    UNION ALL
    SELECT lender, 'application', application, debtor, person_id, unlinked FROM vote WHERE application IS NOT NULL
)
SELECT
    keyed.lender, kind, key, list(DISTINCT person_id) FILTER (debtor AND person_id IS NOT NULL) AS people,
    bool_or(debtor) AS debtor, bool_or(debtor AND unlinked) AS unlinked, bool_or(u.subject IS NOT NULL) AS unsure
FROM keyed LEFT JOIN (SELECT DISTINCT lender, subject FROM unsure) AS u ON kind = 'subject' AND u.lender = keyed.lender AND u.subject = keyed.key
GROUP BY keyed.lender, kind, key;

-- By what each thing is somebody's: its customer, the claims that came with it, and those of the application or the account it is tied to.
CREATE OR REPLACE TEMP TABLE reason AS
WITH accounts AS (SELECT lender, account, subject FROM /* account */), applications AS (SELECT lender, application, subject FROM /* application */)
SELECT lender, 'account' AS thing, account AS name, 'subject' AS kind, subject AS key FROM accounts WHERE subject IS NOT NULL
UNION SELECT lender, 'account', account, 'account', account FROM accounts
UNION SELECT DISTINCT lender, 'account', account, 'account', account FROM account_month
UNION SELECT lender, 'account', account, 'application', application FROM tie
UNION SELECT t.lender, 'account', t.account, 'subject', subject FROM tie AS t JOIN applications USING (lender, application) WHERE subject IS NOT NULL
UNION SELECT lender, 'application', application, 'subject', subject FROM applications WHERE subject IS NOT NULL
UNION SELECT lender, 'application', application, 'application', application FROM applications
UNION SELECT lender, 'application', application, 'account', account FROM tie
UNION SELECT t.lender, 'application', t.application, 'subject', subject FROM tie AS t JOIN accounts USING (lender, account) WHERE subject IS NOT NULL
UNION SELECT lender, 'subject', subject, 'subject', subject FROM /* inquiry */ WHERE subject IS NOT NULL
UNION SELECT lender, 'subject', subject, 'subject', subject FROM /* list_entry */ WHERE subject IS NOT NULL;

CREATE OR REPLACE TEMP TABLE owner AS
WITH asked AS (
    SELECT
        r.lender, r.thing, r.name, list_sort(list_distinct(flatten(coalesce(list(s.people) FILTER (s.people IS NOT NULL), [])))) AS people,
        count(s.kind) > 0 AS spoken, bool_or(s.debtor) AS debtor, bool_or(s.unlinked) AS unlinked, bool_or(s.unsure) AS unsure,
        bool_or(r.kind = 'subject') AS named, min(r.key) FILTER (r.kind = 'subject') AS subject
    FROM reason AS r LEFT JOIN speaking AS s USING (lender, kind, key)
    GROUP BY r.lender, r.thing, r.name
)
SELECT lender, thing, name, people, subject, CASE
    WHEN len(people) > 1 THEN 'subject-split'
    WHEN coalesce(unlinked, false) THEN 'not-linked'
    WHEN coalesce(unsure, false) THEN 'subject-unsure'
    WHEN len(people) = 1 THEN NULL
    WHEN NOT spoken THEN CASE WHEN named THEN 'no-claim' ELSE 'no-subject' END
    WHEN NOT debtor THEN 'no-debtor'
    ELSE 'subject-held'
END AS why
FROM asked;

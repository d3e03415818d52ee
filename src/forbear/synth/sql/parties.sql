-- Who the events are about: one row for each debtor, person, debt, and collector that acts on a debtor.
CREATE OR REPLACE TEMP VIEW debtors AS
SELECT 'D' || num AS debtor, 'D' || num AS id, 'individual' AS kind,
    CASE WHEN two_zones THEN [zone, other] ELSE [zone] END AS zones,
    CASE WHEN two_zones THEN ['mobile_area_code', 'residential_address']
         ELSE ['residential_address'] END AS zone_sources,
    getvariable('country') AS "place.country", state AS "place.state",
    NOT unreachable AS reachable, vulnerable
FROM debtor ORDER BY d;

CREATE OR REPLACE TEMP VIEW people AS
SELECT 'D' || num AS debtor, person_id(w.who, num) AS id,
    CASE w.who WHEN 'relative' THEN relative_role WHEN 'colleague' THEN colleague_role
        ELSE w.who::VARCHAR::role END AS role,
    w.who = 'relative' AND household AS household
FROM debtor CROSS JOIN (SELECT unnest(enum_range(NULL::who)) AS who) AS w
WHERE w.who IN ('relative', 'colleague') OR (w.who = 'co_debtor' AND co_debtor)
    OR (w.who = 'agreed_contact' AND getvariable('country') = 'CN') OR w.who = aside_who AND w.who <> 'debtor'
ORDER BY d, w.who;

CREATE OR REPLACE TEMP VIEW debts AS
SELECT 'D' || num AS debtor, debt_id(num, t, u.k) AS id, creditor, product, 'consumer' AS purpose,
    FALSE AS ongoing_liability, CASE WHEN product = 'student_loan' THEN 'account-' || num END AS account_when_obtained
FROM track, unnest(range(1, 2 + two_debts::INTEGER)) AS u(k)
ORDER BY d, t, u.k;

CREATE OR REPLACE TEMP VIEW collectors AS
WITH acting AS (
    SELECT d, num, t, 0 AS turn, first_collector AS collector FROM track
    UNION ALL SELECT d, num, t, 1, second_collector FROM track WHERE handed IS NOT NULL
)
SELECT 'D' || num AS debtor, collector AS id, c.* EXCLUDE (collector, level, trend_first, trend_last, dense, manners)
FROM acting JOIN collector AS c USING (collector) ORDER BY d, t, turn;

-- Which rules a planted contact breaks: those in force on its day, those of a state where the debtor lives in it.
CREATE OR REPLACE TEMP VIEW answer_key AS
SELECT 'D' || s.num AS debtor, getvariable('base') + s.rowid + 1 AS seq, r.rulebook, r.rule
FROM sorted AS s JOIN plant_rule AS r USING (plant) JOIN debtor AS d ON d.d = s.d
WHERE s."day" >= r.in_force AND (d.capped OR NOT r.capped)
ORDER BY seq, r.rulebook, r.rule;

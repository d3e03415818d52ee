-- What was said of each contact by each clause, each rulebook and all of them together.
CREATE OR REPLACE TEMP TABLE audit_said AS
SELECT j.book, j.debtor, j.seq, k.rulebook, k.rule, k.clause, k.bit,
    k.effect = 'refuse' AND (j.spoke >> k.bit) & 1 = 1 AS refused,
    k.effect = 'review' AND (j.spoke >> k.bit) & 1 = 1 AS review,
    (j.undecided >> k.bit) & 1 = 1 AS undecided
FROM audit_judged AS j JOIN audit_clauses AS k ON k.book = j.book
WHERE ((j.spoke | j.undecided) >> k.bit) & 1 = 1;

CREATE OR REPLACE TEMP TABLE audit_verdicts AS
WITH clauses AS (
    SELECT book, debtor, seq,
        coalesce(list(clause ORDER BY bit) FILTER (NOT undecided), []) AS spoke,
        coalesce(list(clause ORDER BY bit) FILTER (undecided), []) AS undecided
    FROM audit_said GROUP BY book, debtor, seq
)
SELECT strftime(make_timestamp(c.local), '%Y-%m') AS month, c.debtor, c.seq, c."at", c.collector, c.person, c.channel,
    b.rulebook, j.verdict, s.spoke, s.undecided
FROM audit_judged AS j
JOIN audit_contacts AS c ON c.debtor = j.debtor AND c.seq = j.seq
JOIN (SELECT DISTINCT book, rulebook FROM audit_clauses) AS b ON b.book = j.book
JOIN clauses AS s ON s.book = j.book AND s.debtor = j.debtor AND s.seq = j.seq;

-- A row for each contact and rule; a rule may refuse by one of its clauses and be undecided by another.
CREATE OR REPLACE TEMP TABLE audit_cells AS
SELECT c.debtor, c.seq, c."at", c."offset", c.collector, c.person, c.channel,
    strftime(make_timestamp(c.local), '%G-W%V') AS week, s.rulebook, s.rule,
    bool_or(s.refused) AS refused, bool_or(s.review) AS review, bool_or(s.undecided) AS undecided
FROM audit_said AS s JOIN audit_contacts AS c ON c.debtor = s.debtor AND c.seq = s.seq GROUP BY ALL;

-- A row for each contact: a refusal of any rulebook beats all, then what is undecided, then a review.
CREATE OR REPLACE TEMP TABLE audit_whole AS
WITH most AS (
    SELECT debtor, seq, bool_or(verdict = 'refuse') AS refused, bool_or(verdict = 'unknown') AS undecided
    FROM audit_judged GROUP BY debtor, seq
)
SELECT c.*, strftime(make_timestamp(c.local), '%G-W%V') AS week,
    isodow(make_timestamp(c.local))::INTEGER AS weekday, hour(make_timestamp(c.local))::INTEGER AS hour,
    CASE WHEN m.seq IS NULL THEN 'allow' WHEN m.refused THEN 'refuse' WHEN m.undecided THEN 'unknown' ELSE 'review' END
        AS verdict
FROM audit_contacts AS c LEFT JOIN most AS m ON m.debtor = c.debtor AND m.seq = c.seq;

INSERT INTO audit_summary
SELECT collector, rulebook, rule, week, count(*), count_if(refused), count_if(review AND NOT refused), count_if(undecided)
FROM audit_cells GROUP BY ALL;

INSERT INTO audit_rates
SELECT collector, week, count(*), count_if(verdict = 'refuse'), count_if(verdict = 'review'), count_if(verdict = 'unknown')
FROM audit_whole GROUP BY ALL;

INSERT INTO audit_hours
SELECT collector, weekday, hour, count(*), count_if(verdict = 'refuse') FROM audit_whole GROUP BY ALL;

-- Events that are numbered against the order in which they became known, or whose number stands twice.
CREATE OR REPLACE TEMP VIEW audit_disorder AS
SELECT debtor, seq, known_at, before FROM (
    SELECT debtor, seq, known_at, lag(known_at) OVER w AS before, lag(seq) OVER w AS before_seq
    FROM events WINDOW w AS (PARTITION BY debtor ORDER BY seq, known_at)
) WHERE before > known_at OR before_seq = seq;

-- Parties that stand twice under one name: a contact would be judged twice.
CREATE OR REPLACE TEMP VIEW audit_twice AS
SELECT 'debtors' AS place, debtor, debtor AS id FROM debtors GROUP BY debtor HAVING count(*) > 1
UNION ALL SELECT 'people', debtor, id FROM people GROUP BY debtor, id HAVING count(*) > 1
UNION ALL SELECT 'debts', debtor, id FROM debts GROUP BY debtor, id HAVING count(*) > 1
UNION ALL SELECT 'collectors', debtor, id FROM collectors GROUP BY debtor, id HAVING count(*) > 1
UNION ALL SELECT 'debtors', debtor, NULL FROM (SELECT DISTINCT debtor FROM events) ANTI JOIN debtors USING (debtor);

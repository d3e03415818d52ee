-- Every contact that a collector began, once, with the rules that refused it, ask for a look, or were not decided.
CREATE OR REPLACE TEMP TABLE audit_rows AS
WITH said AS (
    SELECT debtor, seq, list(rulebook || '/' || rule ORDER BY rulebook, rule) FILTER (refused) AS refused,
        list(rulebook || '/' || rule ORDER BY rulebook, rule) FILTER (review AND NOT refused) AS review,
        list(rulebook || '/' || rule ORDER BY rulebook, rule) FILTER (undecided) AS undecided
    FROM audit_cells GROUP BY debtor, seq
)
SELECT w."at", w."offset", w.debtor, w.seq, w.collector, w.person, w.channel, w.week, w.weekday, w.hour, w.verdict,
    s.refused, s.review, s.undecided
FROM audit_whole AS w LEFT JOIN said AS s ON s.debtor = w.debtor AND s.seq = w.seq;

-- The first rows of every number of the dashboard, in order of time: as many as a page shows.
INSERT INTO own_samples
SELECT 'rule' AS kind, coalesce(by_collector, '') AS collector, rulebook, rule, '' AS place,
    min({'at': "at", 'debtor': debtor, 'seq': seq, 'offset': "offset", 'collector': collector, 'person': person,
         'channel': channel, 'rules': [rulebook || '/' || rule]}, getvariable('page_rows'))
FROM (SELECT *, collector AS by_collector FROM audit_cells WHERE refused OR review)
GROUP BY GROUPING SETS ((rulebook, rule), (rulebook, rule, by_collector));

INSERT INTO own_samples
SELECT 'undecided', '', rulebook, rule, '',
    min({'at': "at", 'debtor': debtor, 'seq': seq, 'offset': "offset", 'collector': collector, 'person': person,
         'channel': channel, 'rules': [rulebook || '/' || rule]}, getvariable('page_rows'))
FROM audit_cells WHERE undecided GROUP BY rulebook, rule;

INSERT INTO own_samples
WITH refused AS (
    SELECT w.*, w.collector AS by_collector, r.rules
    FROM audit_whole AS w JOIN (
        SELECT debtor, seq, list(rulebook || '/' || rule ORDER BY rulebook, rule) AS rules
        FROM audit_cells WHERE refused GROUP BY debtor, seq
    ) AS r ON r.debtor = w.debtor AND r.seq = w.seq WHERE w.verdict = 'refuse'
)
SELECT CASE WHEN grouping(hour) = 0 THEN 'hour' WHEN grouping(week) = 0 THEN 'week' ELSE 'collector' END,
    CASE WHEN grouping(by_collector) = 0 THEN by_collector ELSE '' END, '', '',
    CASE WHEN grouping(hour) = 0 THEN weekday || '-' || hour WHEN grouping(week) = 0 THEN week ELSE '' END,
    min({'at': "at", 'debtor': debtor, 'seq': seq, 'offset': "offset", 'collector': collector, 'person': person,
         'channel': channel, 'rules': rules}, getvariable('page_rows'))
FROM refused GROUP BY GROUPING SETS ((weekday, hour), (week), (by_collector));

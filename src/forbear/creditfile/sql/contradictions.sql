-- Rows of one delivery that say different things of one key: none of them is believed.
INSERT INTO bad
WITH told AS (SELECT line, /* key */, row(/* whole */) AS whole FROM /* good */), against AS (
    SELECT list(line ORDER BY line) AS lines FROM told GROUP BY /* key */ HAVING count(DISTINCT whole) > 1
)
SELECT unnest(lines) AS line, /* table */ || ': lines ' || list_aggregate(lines[1:6], 'string_agg', ', ') || ' contradict each other', NULL
FROM against;

-- On which side of which undone merges a claim stands: such claims are never one node, and the guard keeps them apart.
CREATE OR REPLACE TABLE side_of AS
SELECT claim_id, list({'merge': merge, 'side': side} ORDER BY merge, side) AS sides
FROM apart GROUP BY claim_id;

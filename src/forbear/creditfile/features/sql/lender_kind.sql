-- The kind of each lender; not known where two are said.
CREATE OR REPLACE TEMP VIEW one_lender_kind AS
SELECT lender, CASE WHEN count(DISTINCT kind) = 1 THEN min(kind) END AS kind
FROM lender_kind
GROUP BY lender

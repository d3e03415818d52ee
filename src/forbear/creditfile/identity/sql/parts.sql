-- Who holds each claim by the ledger, and where this run puts it. A cluster is plain where its claims are of nobody yet, or of one person who has no
-- claim in another; all others are tangled.
CREATE OR REPLACE TEMP TABLE found AS
SELECT claim_id, cluster FROM (SELECT unique_id, unnest(claims) AS claim_id FROM node WHERE NOT weak) JOIN cluster_of USING (unique_id);

CREATE OR REPLACE TEMP TABLE before AS
SELECT claim_id, arg_max(person, seq) AS person
FROM (SELECT seq, person, unnest(claims) AS claim_id FROM person_ledger) GROUP BY claim_id;

CREATE OR REPLACE TEMP TABLE part AS
SELECT cluster, person, count(*) AS n FROM found LEFT JOIN before USING (claim_id) GROUP BY cluster, person;

CREATE OR REPLACE TEMP TABLE tangled AS
SELECT cluster FROM part WHERE person IS NOT NULL GROUP BY cluster HAVING count(*) > 1
UNION
SELECT cluster FROM part SEMI JOIN (SELECT person FROM part WHERE person IS NOT NULL GROUP BY person HAVING count(*) > 1) USING (person);

-- What joined and what was refused, by the ids of nodes again.
CREATE OR REPLACE TEMP TABLE cluster_of AS
SELECT n.unique_id, l.unique_id AS cluster
FROM clusters_found AS f JOIN numbered AS n USING (place) JOIN numbered AS l ON l.place = f.least;

CREATE OR REPLACE TABLE joined AS
SELECT o.unique_id AS one, t.unique_id AS other, f.weight
FROM joined_found AS f JOIN numbered AS o ON o.place = f.one JOIN numbered AS t ON t.place = f.other;

CREATE OR REPLACE TEMP TABLE refused AS
SELECT o.unique_id AS one, t.unique_id AS other, f.weight, getvariable('reasons')[f.why] AS why
FROM refused_found AS f JOIN numbered AS o ON o.place = f.one JOIN numbered AS t ON t.place = f.other;

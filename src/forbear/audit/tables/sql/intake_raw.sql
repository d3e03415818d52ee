-- The table as it stands; "row" counts from 1.
CREATE TEMP TABLE intake_raw AS SELECT row_number() OVER () AS "row", t.* FROM /* source */ AS t;

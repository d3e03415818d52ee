-- The doubts of each person. Whose rows the others are, stands apart and is never for the person: it is for who must check.
CREATE OR REPLACE TEMP TABLE doubt_numbered AS
SELECT row_number() OVER (ORDER BY person_id, kind, "rows", told::VARCHAR, others) AS doubt, * FROM doubt_found;

CREATE OR REPLACE TEMP TABLE person_doubt AS
SELECT person_id, kind, told, "rows", innocent, doubt FROM doubt_numbered ORDER BY doubt;

CREATE OR REPLACE TEMP TABLE person_doubt_others AS
SELECT doubt, others AS "rows" FROM doubt_numbered WHERE len(others) > 0 ORDER BY doubt;

DROP TABLE doubt_numbered;
DROP TABLE doubt_found;
DROP TABLE doubt_among;
DROP TABLE doubt_pair;
DROP TABLE doubt_side;
DROP TABLE doubt_birth;
DROP TABLE doubt_said;

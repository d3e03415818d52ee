-- The reports of each account that a look sees, the newest first. An account (`_thing`) is called by the first of their names.
CREATE OR REPLACE TEMP TABLE report_seen AS
SELECT
    l.look_id AS _look, l.as_of AS _today, /* row */ AS _row, t.* EXCLUDE (person_id, "row"),
    min(/* row */) OVER (PARTITION BY l.look_id, t.lender, t.account) AS _thing,
    row_number() OVER (PARTITION BY l.look_id, t.lender, t.account ORDER BY t.as_of DESC, /* row */) AS place
FROM person_account AS t
INNER JOIN look AS l ON l.person_id = t.person_id
/* numbered */
WHERE t.as_of <= l.as_of

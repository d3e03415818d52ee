-- Of each person who is looked at the names of all rows in order. The number of a row is its place among them: numbers are small,
-- and stand in the order of the names.
CREATE OR REPLACE TEMP TABLE row_names AS
SELECT person_id, list_sort(list("row")) AS names
FROM (/* rows */) SEMI JOIN look USING (person_id)
GROUP BY person_id;
CREATE OR REPLACE TEMP TABLE row_number AS
SELECT person_id, unnest(names) AS "row", unnest(range(1, len(names) + 1))::INTEGER AS number
FROM row_names

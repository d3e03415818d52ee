-- For each row that has a day: the first day on which it is gone, and by which rule.
CREATE OR REPLACE TEMP TABLE row_deleted_on AS
SELECT person_id, "row", min(day) AS day, arg_min(rule, (day, rule)) AS rule
FROM (/* rules */)
WHERE day IS NOT NULL
GROUP BY person_id, "row";

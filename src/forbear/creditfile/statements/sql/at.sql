CREATE OR REPLACE TEMP TABLE at_/* table */ AS
SELECT l.look_id, l.as_of AS look_as_of, p.* FROM person_/* table */ AS p JOIN part_look AS l USING (person_id)
WHERE p.person_id BETWEEN /* from */ AND /* to */ AND coalesce(/* day */ <= l.as_of, TRUE);

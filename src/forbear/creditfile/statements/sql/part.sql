-- The looks of one part, numbered as their documents follow each other, and what the relations say of them.
CREATE OR REPLACE TEMP TABLE part_look AS
SELECT row_number() OVER (ORDER BY person_id, look_id) AS look_id, look_id AS asked, person_id, as_of FROM look WHERE person_id BETWEEN /* from */ AND /* to */;
CREATE OR REPLACE TEMP TABLE part_figure AS
SELECT f.* REPLACE (l.look_id AS look_id) FROM figure AS f JOIN part_look AS l ON f.look_id = l.asked AND f.person_id = l.person_id
WHERE f.person_id BETWEEN /* from */ AND /* to */;
CREATE OR REPLACE TEMP TABLE part_spoke AS
SELECT s.* REPLACE (l.look_id AS look_id) FROM spoke AS s JOIN part_look AS l ON s.look_id = l.asked AND s.person_id = l.person_id;
CREATE OR REPLACE TEMP TABLE part_held AS
SELECT DISTINCT l.look_id, 'held:' || left(sha256(h."row"), 16) AS "row", split_part(h."row", ':', 1) AS "table", h.why FROM (SELECT DISTINCT "row", why, unnest(candidates) AS person_id FROM row_held) AS h JOIN part_look AS l USING (person_id);

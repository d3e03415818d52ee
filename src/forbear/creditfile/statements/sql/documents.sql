-- The parts of every document of the part, in order: statements, then evidence, then deliveries; nothing (NULL) stands before each.
WITH stated AS (/* sections */), piece AS (
SELECT look_id, 1 AS part, place, id, "text" FROM stated
UNION ALL
SELECT look_id, 2, 0, "row", concat(to_json("row")::VARCHAR, ':{"table":"', "table", '","lender":', to_json(lender)::VARCHAR, ',"delivery":"' || (delivery || '"'),
    ',"line":' || line, CASE WHEN correction THEN ',"correction":true' END, ',"consent":' || to_json(consent)::VARCHAR, '}')
FROM (/* rows */)
UNION ALL
SELECT look_id, 2, 0, "row", to_json("row")::VARCHAR || ':{' || j_w('table', "table") || ',"held":true}'
FROM (SELECT DISTINCT look_id, "row", "table" FROM part_held)
UNION ALL
SELECT look_id, 3, 0, '', array_to_string(list_sort(list(told)), ',') FROM part_newest JOIN part_delivery USING (delivery) GROUP BY look_id
UNION ALL
SELECT look_id, unnest([1, 2, 3]), -1, '', NULL FROM part_look
)
SELECT "text" FROM piece ORDER BY look_id, part, place, id

-- The parts of every document of the part, in order: statements, then evidence, then deliveries.
WITH stated AS (/* sections */), piece AS (
SELECT look_id, 1 AS part, place, id, "text" FROM stated
UNION ALL
SELECT look_id, 2, 0, "row", to_json("row")::VARCHAR || ':{' || concat_ws(',',
    j_w('table', "table"), j('lender', lender), j_w('delivery', delivery), j_n('line', line), j_n('correction', nullif(correction, FALSE)),
    j('consent', consent)) || '}'
FROM part_row
UNION ALL
SELECT look_id, 2, 0, "row", to_json("row")::VARCHAR || ':{' || j_w('table', "table") || ',"held":true}'
FROM (SELECT DISTINCT look_id, "row", "table" FROM part_held)
UNION ALL
SELECT look_id, 3, 0, delivery, to_json(delivery)::VARCHAR || ':{' || concat_ws(',', j('lender', any_value(lender)), j('file', any_value(file)),
    j_w('received', as_moment(any_value(received))), j('licence', any_value(licence))) || '}'
FROM part_row GROUP BY look_id, delivery
)
SELECT look_id, part, "text" FROM piece ORDER BY look_id, part, place, id

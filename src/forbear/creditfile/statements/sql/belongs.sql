-- Why a record is in this file: the strongest of what joins it to the others, part by part, in thousandths of a bit.
SELECT look_id, 30 AS place, 'belongs.weight.' || w."row" AS id, stated_as('belongs', 'weight', w."row", concat_ws(',',
    j('other', w.other), j_n('millibits', w.millibits)) || ',"parts":[' || w.parts || ']', j_rows(list_distinct([w."row", coalesce(w.other, w."row")]))) AS "text"
FROM (
    SELECT c.look_id, w.* FROM weight_of AS w JOIN part_row AS c ON w."row" = c."row"
    LEFT JOIN part_row AS o ON o.look_id = c.look_id AND o."row" = w.other
    WHERE w.other IS NULL OR o."row" IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY c.look_id, w."row" ORDER BY w.millibits DESC, w.other) = 1
) AS w

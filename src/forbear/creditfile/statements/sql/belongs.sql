-- Why a record is in this file: the strongest of what joins it to the others, part by part, in thousandths of a bit.
WITH part_claim AS (SELECT look_id, "row" FROM at_identity_claim UNION ALL SELECT look_id, "row" FROM at_list_entry)
SELECT look_id, 30 AS place, 'belongs.weight.' || w."row" AS id, stated_as('belongs', 'weight', w."row", concat_ws(',',
    j('other', w.other), j_n('millibits', w.millibits)) || ',"parts":[' || w.parts || ']', j_rows(list_distinct([w."row", coalesce(w.other, w."row")]))) AS "text"
FROM (
    SELECT c.look_id, w.* FROM weight_of AS w JOIN part_look AS l USING (person_id)
    JOIN part_claim AS c ON c.look_id = l.look_id AND c."row" = w."row"
    LEFT JOIN part_claim AS o ON o.look_id = c.look_id AND o."row" = w.other
    WHERE w.other IS NULL OR o."row" IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY c.look_id, w."row" ORDER BY w.millibits DESC, w.other) = 1
) AS w

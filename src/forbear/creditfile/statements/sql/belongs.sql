-- Why a record is in this file: what weighs for it and against it, in thousandths of a bit.
SELECT look_id, 30 AS place, 'belongs.weight.' || after_table(w."row") AS id,
    stated_as('belongs', 'weight', after_table(w."row"), '"parts":[' || string_agg('{' || concat_ws(',',
        j('part', w.part), j('level', w.level::VARCHAR), j_n('millibits', w.millibits), j('other', w.other)
    ) || '}', ',' ORDER BY w.part, w.other) || '],' || j_n('millibits', sum(w.millibits)::BIGINT),
    j_rows(list_distinct(list_append(list(w.other), w."row")))) AS "text"
FROM person_weight AS w SEMI JOIN at_identity_claim AS o ON w.other = o."row"
JOIN at_identity_claim AS c ON c.person_id = w.person_id AND c."row" = w."row"
GROUP BY look_id, w."row"

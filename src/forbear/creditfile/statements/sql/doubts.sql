-- What makes it doubtful whose records these are, with the innocent explanation where one fits.
SELECT look_id, 80 AS place, 'doubts.' || d.kind AS id, stated_as('doubts', d.kind, '', '"doubts":[' || string_agg('{' || concat_ws(',',
    '"told":' || coalesce(TRY(json(d.told::VARCHAR)::VARCHAR), to_json(d.told::VARCHAR)::VARCHAR), j('innocent', nullif(d.innocent, '')), j('rows', list_sort(d."rows"))
) || '}', ',' ORDER BY d.told::VARCHAR, d."rows") || ']', j_rows(list_distinct(flatten(list(d."rows"))))) AS "text"
FROM person_doubt AS d JOIN part_look AS l USING (person_id) GROUP BY look_id, d.kind

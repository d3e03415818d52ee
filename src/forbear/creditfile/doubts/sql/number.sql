-- A number that fails its check; one that is said to be renewed, though the people who carry the old and the new do not agree.
INSERT INTO doubt_found
SELECT
    s.person_id, f.kind, to_json({'number': doubt_hidden(s.id_number), 'count': count(*)}), list(s."row" ORDER BY s."row"), [], ''
FROM doubt_said AS s
JOIN (VALUES ('number-fails-its-check', 'check_digit'), ('renewed-for-strangers', 'renewed_for_strangers')) AS f(found, kind)
    ON list_contains(s.kinds, f.found)
GROUP BY s.person_id, f.kind, s.id_kind, s.id_number;

-- A number that names another day of birth than the row. One slip apart: typed wrongly, perhaps.
INSERT INTO doubt_found
SELECT
    s.person_id, 'birth_differs', to_json({'number': doubt_hidden(s.id_number), 'count': count(*)}),
    list(s."row" ORDER BY s."row"), [],
    CASE WHEN bool_and(damerau_levenshtein(s.birth_day, strftime(b.born, '%Y%m%d')) <= 1) THEN 'slip' ELSE '' END
FROM doubt_said AS s JOIN doubt_birth AS b USING (id_kind, id_number)
WHERE s.birth_day <> strftime(b.born, '%Y%m%d')
GROUP BY s.person_id, s.id_kind, s.id_number;

-- An age at an application that cannot be, by a day of birth that the file names.
INSERT INTO doubt_found
WITH born AS (
    SELECT person_id, try_strptime(birth_day, '%Y%m%d')::DATE AS day, list("row") AS cited
    FROM doubt_said WHERE birth_day IS NOT NULL GROUP BY ALL
), applied AS (
    SELECT person_id, "row", applied_on FROM person_application WHERE applied_on <= getvariable('doubt_day')
)
SELECT
    b.person_id, 'impossible_age',
    to_json({'born': b.day, 'count': count(*), 'youngest': getvariable('doubt_youngest'), 'oldest': getvariable('doubt_oldest')}),
    list_sort(list_concat(any_value(b.cited), list(a."row"))), [], ''
FROM born AS b JOIN applied AS a USING (person_id)
WHERE date_sub('year', b.day, a.applied_on) < getvariable('doubt_youngest') OR date_sub('year', b.day, a.applied_on) > getvariable('doubt_oldest')
    OR a.applied_on < b.day
GROUP BY b.person_id, b.day;

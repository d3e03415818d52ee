-- One number with many telephones, e-mails, addresses: among the person's own rows that carry the number.
INSERT INTO doubt_found
WITH given AS (
    SELECT person_id, "row", as_of, id_kind, id_number, what, value
    FROM (UNPIVOT (SELECT * REPLACE (phone AS phone, email AS email, address AS address) FROM doubt_said WHERE id_number IS NOT NULL)
        ON phone, email, address INTO NAME what VALUE value)
)
SELECT
    g.person_id, r.kind,
    to_json({'number': doubt_hidden(g.id_number), 'count': count(DISTINCT g.value), 'days': any_value(r.days)}),
    list(DISTINCT g."row" ORDER BY g."row"), [], ''
FROM given AS g
JOIN doubt_many AS r ON r.kind = 'number_many_' || CASE g.what WHEN 'address' THEN 'addresses' ELSE g.what || 's' END
WHERE g.as_of > getvariable('doubt_day') - to_days(r.days::INTEGER)
GROUP BY g.person_id, r.kind, g.id_kind, g.id_number
HAVING count(DISTINCT g.value) >= any_value(r.least);

-- One file with several numbers of one kind: one slip apart, or renewed where what was said of one ends before the next begins.
INSERT INTO doubt_found
WITH held AS (
    SELECT person_id, id_kind, id_number, min(as_of) AS first, max(as_of) AS last, list("row") AS cited
    FROM doubt_said WHERE id_number IS NOT NULL GROUP BY person_id, id_kind, id_number
), beside AS (
    SELECT *, first > lag(last) OVER beside AS after,
        damerau_levenshtein(id_number, first_value(id_number) OVER beside) <= 1 AS slip
    FROM held WINDOW beside AS (PARTITION BY person_id, id_kind ORDER BY first, last, id_number)
)
SELECT
    person_id, 'several_numbers', to_json({'count': count(*), 'numbers': list(doubt_hidden(id_number) ORDER BY first, last, id_number)}),
    list_sort(flatten(list(cited))), [], CASE WHEN bool_and(slip) THEN 'slip' WHEN bool_and(coalesce(after, true)) THEN 'renewed_number' ELSE '' END
FROM beside GROUP BY person_id, id_kind HAVING count(*) > 1;

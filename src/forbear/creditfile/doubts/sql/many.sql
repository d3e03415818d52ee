-- One number with many telephones, e-mails, addresses: among the person's own rows that carry the number.
INSERT INTO doubt_found
WITH given AS (
    SELECT s.person_id, s."row", s.id_kind, s.id_number, r.kind, r.least, r.days,
        CASE r.kind WHEN 'number_many_phones' THEN s.phone WHEN 'number_many_emails' THEN s.email ELSE s.address END AS value
    FROM doubt_said AS s JOIN doubt_many AS r
        ON starts_with(r.kind, 'number_many_') AND s.as_of > getvariable('doubt_day') - to_days(r.days::INTEGER)
    WHERE s.id_number IS NOT NULL
), found AS (
    SELECT person_id, kind, id_kind, id_number, count(DISTINCT value) AS count
    FROM given WHERE value IS NOT NULL GROUP BY ALL HAVING count(*) >= any_value(least) AND count(DISTINCT value) >= any_value(least)
)
SELECT
    g.person_id, g.kind, to_json({'number': doubt_hidden(g.id_number), 'count': any_value(f.count), 'days': any_value(g.days)}),
    list(g."row" ORDER BY g."row"), [], ''
FROM given AS g JOIN found AS f USING (person_id, kind, id_kind, id_number)
WHERE g.value IS NOT NULL
GROUP BY g.person_id, g.kind, g.id_kind, g.id_number;

-- One file with several numbers of one kind: one slip apart, or renewed where what was said of one ends before the next begins.
INSERT INTO doubt_found
WITH held AS (
    SELECT person_id, id_kind, id_number, min(as_of) AS first, max(as_of) AS last, list("row") AS cited
    FROM doubt_said SEMI JOIN (
        SELECT person_id, id_kind FROM doubt_said GROUP BY person_id, id_kind HAVING min(id_number) <> max(id_number)
    ) USING (person_id, id_kind)
    WHERE id_number IS NOT NULL GROUP BY person_id, id_kind, id_number
), beside AS (
    SELECT *, first > lag(last) OVER beside AS after,
        damerau_levenshtein(id_number, first_value(id_number) OVER beside) <= 1 AS slip
    FROM held WINDOW beside AS (PARTITION BY person_id, id_kind ORDER BY first, last, id_number)
)
SELECT
    person_id, 'several_numbers', to_json({'count': count(*), 'numbers': list(doubt_hidden(id_number) ORDER BY first, last, id_number)}),
    list_sort(flatten(list(cited))), [], CASE WHEN bool_and(slip) THEN 'slip' WHEN bool_and(coalesce(after, true)) THEN 'renewed_number' ELSE '' END
FROM beside GROUP BY person_id, id_kind HAVING count(*) > 1;

-- The people who are looked at, so many at once: the first and the last of each part.
SELECT min(person_id), max(person_id)
FROM (
    SELECT person_id, (row_number() OVER (ORDER BY person_id) - 1) // ? AS part FROM (SELECT DISTINCT person_id FROM look WHERE person_id > ?)
)
GROUP BY part ORDER BY part

-- What several people share: a telephone that was given with a number, an identity number, a customer's number of one lender. For each the
-- sides, one for each person, from the rows that carry it; whatever explains the sharing is looked for in these rows alone.
CREATE OR REPLACE TEMP MACRO doubt_recent(day) AS day > getvariable('doubt_day') - to_days(getvariable('doubt_phone_days')::INTEGER);

CREATE OR REPLACE TEMP TABLE doubt_side AS
WITH carried AS (
    SELECT 'phone' AS shared, phone AS "key", * FROM doubt_said SEMI JOIN (
        SELECT phone FROM doubt_said WHERE id_number IS NOT NULL AND doubt_recent(as_of)
        GROUP BY phone HAVING count(DISTINCT (id_kind, id_number)) >= (SELECT least FROM doubt_many WHERE kind = 'phone_many_numbers')
    ) USING (phone)
    WHERE id_number IS NOT NULL
    UNION ALL
    SELECT 'number', id_kind || ':' || id_number, * FROM doubt_said SEMI JOIN (
        SELECT id_kind, id_number FROM doubt_said GROUP BY id_kind, id_number HAVING min(person_id) <> max(person_id)
    ) USING (id_kind, id_number)
    UNION ALL
    SELECT 'subject', lender || ':' || subject, * FROM doubt_said SEMI JOIN (
        SELECT lender, subject FROM doubt_said GROUP BY lender, subject HAVING min(person_id) <> max(person_id)
    ) USING (lender, subject)
)
SELECT
    shared, "key", person_id, list("row" ORDER BY "row") AS cited, min(as_of) AS first, max(as_of) AS last,
    list(DISTINCT family_latin) FILTER (family_latin IS NOT NULL) AS families,
    list(DISTINCT given_latin) FILTER (given_latin IS NOT NULL) AS givens,
    list(DISTINCT birth_day) FILTER (birth_day IS NOT NULL) AS births,
    list(DISTINCT address) FILTER (address IS NOT NULL) AS addresses,
    list(DISTINCT employer) FILTER (employer IS NOT NULL) AS employers,
    list(DISTINCT id_kind || ':' || id_number) FILTER (id_number IS NOT NULL AND doubt_recent(as_of)) AS numbers,
    bool_or(list_contains(kinds, 'number-of-two')) AS even,
    bool_and(list_contains(kinds, 'number-of-another')) AS lost,
    any_value(CASE shared WHEN 'subject' THEN lender WHEN 'number' THEN doubt_hidden(id_number) ELSE doubt_hidden(phone) END) AS shown
FROM carried
GROUP BY shared, "key", person_id;

-- Why two people share it, where that can be told. Members of a household: an address in common and another given name or day of birth, or a
-- family name in common and another given name. A recycled telephone: one holder had done with it before the other began. A
-- company's telephone: one employer.
CREATE OR REPLACE TEMP MACRO doubt_apart(one, other) AS len(one) > 0 AND len(other) > 0 AND NOT list_has_any(one, other);

CREATE OR REPLACE TEMP TABLE doubt_pair AS
WITH few AS (
    SELECT shared, "key" FROM doubt_side GROUP BY ALL HAVING count(*) BETWEEN 2 AND getvariable('doubt_crowd')
)
SELECT
    m.shared, m."key", m.person_id, o.person_id AS other, o.cited AS theirs, o.numbers AS their_numbers,
    CASE
        WHEN coalesce(list_has_any(m.addresses, o.addresses), false) AND (doubt_apart(m.givens, o.givens) OR doubt_apart(m.births, o.births))
            OR coalesce(list_has_any(m.families, o.families), false) AND doubt_apart(m.givens, o.givens)
        THEN 'household'
        WHEN m.shared = 'phone'
            AND (m.first > o.last + to_days(getvariable('doubt_gap')::INTEGER) OR o.first > m.last + to_days(getvariable('doubt_gap')::INTEGER))
        THEN 'recycled_number'
        WHEN m.shared = 'phone' AND coalesce(list_has_any(m.employers, o.employers), false) THEN 'company_telephone'
        ELSE ''
    END AS why
FROM doubt_side AS m
JOIN doubt_side AS o ON o.shared = m.shared AND o."key" = m."key" AND o.person_id <> m.person_id
SEMI JOIN few ON few.shared = m.shared AND few."key" = m."key";

-- For each person and thing: the others, how many each explanation explains, how many numbers there are, and how many are left when those of
-- people who are explained are taken away. Of a crowd only the employer is asked, and its rows are not listed.
CREATE OR REPLACE TEMP TABLE doubt_among AS
WITH others AS (
    SELECT
        shared, "key", person_id, count(*) AS people,
        count(*) FILTER (why = 'household') AS household,
        count(*) FILTER (why = 'recycled_number') AS recycled_number,
        count(*) FILTER (why = 'company_telephone') AS company_telephone,
        list_sort(flatten(list(theirs))) AS others,
        flatten(list(coalesce(their_numbers, []))) AS all_numbers,
        coalesce(flatten(list(coalesce(their_numbers, [])) FILTER (why = '')), []) AS left_numbers
    FROM doubt_pair GROUP BY ALL
), crowd AS (
    SELECT shared, "key", count(*) AS people, len(list_distinct(flatten(list(coalesce(numbers, []))))) AS numbers
    FROM doubt_side GROUP BY ALL HAVING count(*) > getvariable('doubt_crowd')
), employed AS (
    SELECT "key", employer, count(*) AS people
    FROM (SELECT "key", unnest(employers) AS employer FROM doubt_side WHERE shared = 'phone') GROUP BY ALL
)
SELECT
    o.* EXCLUDE (all_numbers, left_numbers),
    len(list_distinct(list_concat(coalesce(m.numbers, []), o.all_numbers))) AS numbers,
    len(list_distinct(list_concat(coalesce(m.numbers, []), o.left_numbers))) AS remaining
FROM others AS o JOIN doubt_side AS m USING (shared, "key", person_id)
UNION ALL
SELECT
    m.shared, m."key", m.person_id, c.people - 1, 0, 0, coalesce(e.people, 1) - 1, [],
    c.numbers, CASE WHEN e.people = c.people THEN len(m.numbers) ELSE c.numbers END
FROM doubt_side AS m
JOIN crowd AS c USING (shared, "key")
LEFT JOIN employed AS e ON m.shared = 'phone' AND e."key" = m."key" AND e.employer = m.employers[1];

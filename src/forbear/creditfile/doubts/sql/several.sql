-- One telephone with many numbers. Innocent where too few numbers are left once those that are explained are taken away.
CREATE OR REPLACE TEMP MACRO doubt_innocent(household, recycled_number, company_telephone) AS
    CASE greatest(household, recycled_number, company_telephone)
        WHEN household THEN 'household' WHEN recycled_number THEN 'recycled_number' ELSE 'company_telephone'
    END;

INSERT INTO doubt_found
WITH counted AS (
    SELECT
        s.person_id, s.shown, s.cited, coalesce(a.people, 0) AS people, coalesce(a.household, 0) AS household,
        coalesce(a.recycled_number, 0) AS recycled_number, coalesce(a.company_telephone, 0) AS company_telephone,
        coalesce(a.others, []) AS others, coalesce(a.numbers, len(s.numbers)) AS count, coalesce(a.remaining, len(s.numbers)) AS remaining,
        r.least, r.days
    FROM doubt_side AS s
    JOIN doubt_many AS r ON r.kind = 'phone_many_numbers'
    LEFT JOIN doubt_among AS a USING (shared, "key", person_id)
    WHERE s.shared = 'phone' AND len(s.numbers) > 0
)
SELECT
    person_id, 'phone_many_numbers',
    to_json({
        'telephone': shown, 'count': count, 'days': days, 'people': people, 'household': household,
        'recycled_number': recycled_number, 'company_telephone': company_telephone
    }),
    cited, others,
    CASE
        WHEN people = 0 THEN 'renewed_number'
        WHEN remaining < least THEN doubt_innocent(household, recycled_number, company_telephone)
        ELSE ''
    END
FROM counted WHERE count >= least;

-- One number in the files of several people: it is somebody's, and lent or mistyped elsewhere.
INSERT INTO doubt_found
SELECT
    s.person_id, CASE WHEN s.even THEN 'number_of_two' WHEN s.lost THEN 'borrowed_number' ELSE 'number_used_by_others' END,
    to_json({'number': s.shown, 'people': a.people, 'household': a.household}), s.cited, a.others,
    CASE WHEN a.household = a.people THEN 'household' ELSE '' END
FROM doubt_side AS s JOIN doubt_among AS a USING (shared, "key", person_id)
WHERE shared = 'number';

-- A row that carries a number under another name and day of birth, in the file of the number's holder.
INSERT INTO doubt_found
SELECT person_id, 'odd_record', to_json({'number': doubt_hidden(id_number), 'count': count(*)}), list("row" ORDER BY "row"), [], ''
FROM doubt_said
WHERE list_has_any(kinds, ['number-of-another', 'number-of-two'])
    AND (id_kind || ':' || id_number) NOT IN (SELECT "key" FROM doubt_side WHERE shared = 'number')
GROUP BY person_id, id_kind, id_number;

-- One customer of a lender whose claims are several people's.
INSERT INTO doubt_found
SELECT
    s.person_id, 'subject_split', to_json({'lender': s.shown, 'people': a.people, 'household': a.household}), s.cited, a.others,
    CASE WHEN a.household = a.people THEN 'household' ELSE '' END
FROM doubt_side AS s JOIN doubt_among AS a USING (shared, "key", person_id)
WHERE shared = 'subject';

-- Contacts with people who have no duty to pay and act for nobody.
CREATE OR REPLACE TEMP TABLE audit_strangers AS
SELECT e.debtor, e.seq, e."at", coalesce(e.collector, '') AS collector, coalesce(e.person, '') AS person, e.role,
    coalesce(e.disclosure IN (SELECT unnest(getvariable('told'))), FALSE) AS told,
    coalesce(list_contains(getvariable('agreed'), e.address_source), FALSE) AS agreed,
    coalesce(list_contains(getvariable('phone_book'), e.address_source), FALSE) AS phone_book
FROM events AS e LEFT JOIN people AS p ON p.debtor = e.debtor AND p.id = e.person
WHERE e.kind = 'contact' AND e.direction = 'outbound' AND e.role IS NOT NULL
    AND NOT list_contains(getvariable('no_strangers'), e.role)
    AND NOT coalesce(list_has_any(p.liable_for, e.debts), FALSE);

CREATE OR REPLACE TEMP TABLE audit_reached AS
SELECT debtor, person, arg_min(role, seq) AS role, count(*) AS contacts,
    arg_min(role, seq) = 'agreed_contact' OR bool_or(agreed) AS agreed,
    arg_min(role, seq) = 'address_book_contact' OR bool_or(phone_book) AS from_phone_book,
    count_if(told) AS told, min("at") AS first, max("at") AS last, list_sort(list(DISTINCT collector)) AS collectors
FROM audit_strangers GROUP BY debtor, person;

-- The most different people contacted within some hours, and when that stretch ended.
CREATE OR REPLACE TEMP TABLE audit_burst AS
SELECT debtor, max(people) AS people, arg_min("at", (-people, "at")) AS ended FROM (
    SELECT s.debtor, s."at", count(DISTINCT s.person) OVER (
        PARTITION BY s.debtor ORDER BY s."at" RANGE BETWEEN getvariable('burst_length') PRECEDING AND CURRENT ROW
    ) AS people
    FROM audit_strangers AS s JOIN audit_reached AS r ON r.debtor = s.debtor AND r.person = s.person AND NOT r.agreed
) GROUP BY debtor;

CREATE OR REPLACE TEMP TABLE audit_bombing AS
WITH counted AS (
    SELECT r.debtor, count(*) FILTER (NOT agreed) AS people_reached,
        coalesce(max(contacts) FILTER (NOT agreed), 0) AS contacts_to_one_person,
        count(*) FILTER (NOT agreed AND from_phone_book) AS from_phone_book,
        count(*) FILTER (NOT agreed AND told > 0) AS told_of_debt,
        coalesce(any_value(b.people), 0) AS burst_people, any_value(b.ended) AS burst_ended,
        sum(contacts)::BIGINT AS contacts, min(first) AS first, max(last) AS last,
        list_sort(list_distinct(flatten(list(collectors)))) AS collectors,
        list({'person': person, 'role': role, 'contacts': contacts, 'told': told, 'agreed': agreed,
              'from_phone_book': from_phone_book} ORDER BY contacts DESC, person) AS reached
    FROM audit_reached AS r LEFT JOIN audit_burst AS b ON b.debtor = r.debtor GROUP BY r.debtor
), measured AS (
    UNPIVOT (SELECT debtor, people_reached, contacts_to_one_person, from_phone_book, told_of_debt, burst_people FROM counted)
    ON COLUMNS(* EXCLUDE debtor) INTO NAME signal VALUE count
), spoken AS (
    SELECT debtor, coalesce(list(signal ORDER BY signal) FILTER (count >= bombing), []) AS strong,
        coalesce(list(signal ORDER BY signal) FILTER (count >= signs), []) AS weak
    FROM measured JOIN audit_limits USING (signal) GROUP BY debtor
)
SELECT c.debtor, CASE WHEN len(strong) >= 2 THEN 'bombing' WHEN len(weak) > 0 THEN 'signs' ELSE 'none' END AS level,
    CASE WHEN len(strong) >= 2 THEN strong ELSE weak END AS signals, c.* EXCLUDE debtor
FROM counted AS c JOIN spoken USING (debtor);

-- What happens beside the contacts: the stories of debtors, notices at the opening, consents, promises and payments.
INSERT INTO happening BY NAME
WITH told AS (
    SELECT t.*, s.spec, s.at_end, s.late, CASE WHEN s.at_end THEN r ELSE e END AS c,
        dice('event', track_id * 64 + s.spec) AS h
    FROM track AS t JOIN story_event AS s USING (story)
    WHERE t.t = 0 AND (NOT s.at_end OR r < 25)
),
dated AS (
    SELECT *, getvariable('first_day') + shift + 14 * c
        + CASE WHEN quiet AND NOT at_end THEN (h & 3)::INTEGER ELSE 0 END AS "day"
    FROM told
),
known AS (
    SELECT d.*, local_instant("day", 32400 + (d.h >> 8) % 28800, z) AS known_at,
        CASE WHEN late THEN ((d.h >> 4) & 3)::BIGINT ELSE 0 END AS days_late
    FROM dated AS d JOIN zone AS z USING (zone)
)
SELECT d, num, t, -1 AS tie, spec, known_at - days_late * 86400000000 AS "at", known_at,
    "day" - days_late::INTEGER AS "day", collector_then AS collector, h, moved_to,
    CASE WHEN two_debts THEN 3 ELSE 1 END::UTINYINT AS about
FROM known;

INSERT INTO happening BY NAME
WITH opened AS (
    SELECT c.*, o.spec, dice('opening', cell_id * 64 + o.spec) AS h
    FROM cell AS c JOIN cell_event AS o ON (o.opens AND c.opens) OR (o.agreed AND c.agreed)
)
SELECT d, num, t, (t * 32 + i) * 16 AS tie, spec,
    (day0 * 86400 + CASE WHEN agreed THEN 32400 ELSE 39600 END + (h % 3600)::BIGINT) * 1000000 - offset_before AS "at",
    "at" AS known_at, day0 AS "day", collector, h, CASE WHEN two_debts THEN 3 ELSE 1 END::UTINYINT AS about
FROM opened;

INSERT INTO happening BY NAME
WITH promised AS (
    SELECT h.* EXCLUDE (spec), p.spec, CASE WHEN p.pays THEN 1 + (h.h >> 28) % 12 ELSE 0 END::INTEGER AS days_on
    FROM happening AS h CROSS JOIN talk_event AS p
    WHERE h.spec = 0 AND h.outcome = 'conversation' AND h.plant IS NULL AND h."who" = 'debtor'
        AND (h.h >> 24) & 15 < CASE WHEN p.pays THEN 3 ELSE 5 END
),
dated AS (
    SELECT * EXCLUDE (known_at, "day"),
        known_at + days_on * 86400000000 + 60000000 AS known_at, "day" + days_on AS "day"
    FROM promised
)
SELECT d, num, t, tie, spec, known_at AS "at", known_at, "day", collector, h, about FROM dated;

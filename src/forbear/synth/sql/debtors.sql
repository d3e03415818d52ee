-- The debtors from low up to high: where they live, how many contacts and debts they have, what happens to them.
--
-- Short names, here and in what follows:
--   d, t, i, j   number of a debtor, of its track, of the track's cell, of the cell's contact
--   n, nt, nn    contacts of a debtor, of a track, of the track's usual cells
--   s, q         contacts of a cell, and how many of them are telephone calls
--   c            the fortnight in which a cell lies (25 of them make the year)
--   e, r         the fortnight in which a story happens, and the first in which the silence after it is over
--   x, y         contacts within the silence: forbidden, allowed
CREATE OR REPLACE TEMP TABLE debtor AS
WITH rolled AS (
    SELECT r.d::INTEGER AS d,
        lpad(r.d::VARCHAR, 7, '0') AS num,
        CASE WHEN r.d = getvariable('last') THEN getvariable('last_size') ELSE size_of(r.d) END::INTEGER AS n,
        roll('region', r.d, 100) AS region_slot,
        roll('story', r.d, 1000) AS story_slot,
        7 * roll('shift', r.d, 3) AS shift,
        roll('tracks', r.d, 100) AS u,
        roll('co-debtor', r.d, 20) = 0 AS co_debtor,
        roll('vulnerable', r.d, 25) = 0 AS vulnerable,
        list_extract(getvariable('relatives'), 1 + roll('relative', r.d, 12)) AS relative_role,
        list_extract(getvariable('colleagues'), 1 + roll('colleague', r.d, 12)) AS colleague_role
    FROM range(getvariable('low'), getvariable('high')) AS r(d)
),
split AS (
    SELECT *,
        CASE WHEN n < 4 THEN 1
             WHEN n < 30 THEN 1 + (u < 12)::INTEGER
             WHEN n < 150 THEN 1 + (u < 55)::INTEGER + (u < 15)::INTEGER
             WHEN n < 260 THEN 2 + (u < 40)::INTEGER
             ELSE 3 END AS tracks,
        relative_role = 'relative' AND roll('household', d, 10) < 4 AS household
    FROM rolled
),
largest AS (
    SELECT *,
        n - CASE tracks WHEN 1 THEN 0 WHEN 2 THEN n * 46 // 100 ELSE n * 27 // 100 + n * 33 // 100 END AS n0
    FROM split
)
SELECT l.*, r.state, r.zone, r.other, r.moved_to, r.capped, r.two_zones,
    r."open", r."close", r.late,
    s.story, s.silence, s.all_tracks, s.early, s.breach, s.aside_who, s.aside_purpose,
    coalesce(s.no_sms, FALSE) AS no_sms,
    coalesce(s.no_sunday, FALSE) AS no_sunday,
    coalesce(s.no_work, FALSE) AS no_work,
    coalesce(s.late_ok, FALSE) AS late_ok,
    coalesce(s.moves, FALSE) AS moves,
    coalesce(s.unreachable, FALSE) AS unreachable,
    CASE WHEN s.early THEN 1 + roll('when', l.d, 3)
         WHEN s.silence = 99 THEN l.n0 // 6 + 1 + roll('when', l.d, 23 - l.n0 // 6)
         WHEN s.silence > 0 THEN 1 + roll('when', l.d, 18)
         ELSE 2 + roll('when', l.d, 20) END AS e,
    CASE WHEN s.silence > 0 THEN least(25, e + s.silence) ELSE e END AS r
FROM largest AS l
JOIN region AS r ON l.region_slot >= r.slot_from AND l.region_slot < r.slot_to
LEFT JOIN story AS s
    ON l.story_slot >= s.slot_from AND l.story_slot < s.slot_to
    AND (s.silence = 0 OR l.n0 BETWEEN 8 AND 100)
    AND NOT (r.two_zones AND (s.moves OR s.late_ok))
    AND (s.states IS NULL OR list_contains(s.states, r.state));

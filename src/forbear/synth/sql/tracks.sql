-- A track: one or two debts of one creditor in the hands of one collector (or of two, one after the other). Tracks of
-- a debtor share neither debts, nor creditor, nor collector, so that what is counted in one is not in another.
CREATE OR REPLACE TEMP TABLE track AS
WITH placed AS (
    SELECT debtor.*, u.t::INTEGER AS t, (d::BIGINT * 4 + u.t)::BIGINT AS track_id,
        CASE WHEN u.t = 0 THEN n0 WHEN tracks = 2 THEN n * 46 // 100
             WHEN u.t = 1 THEN n * 33 // 100 ELSE n * 27 // 100 END::INTEGER AS nt,
        coalesce(silence > 0 AND (u.t = 0 OR all_tracks), FALSE) AS quiet
    FROM debtor, unnest(range(tracks)) AS u(t)
),
assigned AS (
    SELECT *,
        -- at most four debts in all, numbered 1, 2 for the first track, 3, 4 for the second
        t < 2 AND tracks < 3 AND roll('debts', track_id, 100) < 35 AS two_debts,
        getvariable('creditors')[1 + (roll('creditor', d, 1000) + t) % len(getvariable('creditors'))] AS creditor,
        getvariable('products')[1 + roll('product', track_id, len(getvariable('products')))] AS product,
        ((roll('desk', d, 3) + t) % 3) * 8 AS desk,
        getvariable('desks')[1 + desk + roll('collector', track_id, 8)] AS first_collector,
        getvariable('desks')[1 + desk + roll('successor', track_id, 8)] AS second_collector
    FROM placed
),
levelled AS (
    SELECT a.*, c.level AS first_level, c2.level AS second_level,
        CASE WHEN quiet THEN r - e ELSE 0 END AS gone,
        CASE WHEN quiet AND nt >= 6 AND breach IS NOT NULL
                  AND roll('breach', track_id, 10000) < 45 * c.level * getvariable('rate') // 20000
             THEN 1 + roll('breaches', track_id, CASE WHEN capped THEN 2 ELSE 3 END) ELSE 0 END AS x,
        CASE WHEN quiet AND nt >= 6 AND aside_who IS NOT NULL THEN roll('aside', track_id, 3) ELSE 0 END AS y
    FROM assigned AS a
    JOIN collector AS c ON c.collector = a.first_collector
    JOIN collector AS c2 ON c2.collector = a.second_collector
),
paced AS (
    SELECT *, nt - x - y AS nn,
        -- room: fortnights that may hold contacts; a: those that do, with 2 to 6 contacts on average, at most 6.5
        CASE WHEN early AND quiet THEN 26 - gone - e ELSE 25 - gone END AS room,
        least(room, greatest(1, (nn * 2 + 12) // 13,
                             nn * 10 // CASE WHEN capped THEN 20 ELSE 20 + roll('density', track_id, 41) END)) AS a
    FROM levelled
),
spread AS (
    SELECT *,
        least(room, a * (100 + roll('span', track_id, 150)) // 100) AS span,
        CASE WHEN early AND quiet THEN e - 1
             WHEN quiet THEN roll('begin', track_id, least(e, room - span + 1))
             ELSE roll('begin', track_id, room - span + 1) END AS begin,
        CASE WHEN NOT quiet AND a >= 4 AND second_collector <> first_collector AND roll('handover', track_id, 100) < 45
             THEN 1 + roll('handed', track_id, a - 1) END AS handed
    FROM paced
)
SELECT *,
    coalesce(begin + handed * span // a, 99) AS handover,
    CASE WHEN e >= handover THEN second_collector ELSE first_collector END AS collector_then
FROM spread;

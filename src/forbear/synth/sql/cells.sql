-- A cell: a fortnight of a track that holds contacts. Telephone calls lie in its first week, so that the seven days
-- that end with a call never reach into another cell: what is planted in one changes nothing in the next.
-- Each step works out what later ones need, once.
CREATE OR REPLACE TEMP TABLE cell AS
WITH laid AS (
    SELECT track.* EXCLUDE (a, nn, room, span, begin),
        u.i::INTEGER AS i,
        1 + before_cell(u.i + 1, a, nn - a, track_id) - before_cell(u.i, a, nn - a, track_id) AS s,
        begin + u.i * span // a + CASE WHEN quiet AND begin + u.i * span // a >= e THEN gone ELSE 0 END AS c,
        u.i = 0 OR coalesce(u.i = handed, FALSE) AS opens, FALSE AS breaching, FALSE AS sideways
    FROM track, unnest(range(a)) AS u(i)
    UNION ALL
    SELECT * EXCLUDE (a, nn, room, span, begin), 30, x, e + roll('breach-cell', track_id, greatest(1, r - e - 1)),
        FALSE, TRUE, FALSE
    FROM track WHERE x > 0
    UNION ALL
    SELECT * EXCLUDE (a, nn, room, span, begin), 31, y, e + roll('aside-cell', track_id, r - e), FALSE, FALSE, TRUE
    FROM track WHERE y > 0
),
handled AS (
    SELECT laid.* EXCLUDE (first_collector, second_collector, first_level, second_level),
        track_id * 32 + i AS cell_id,
        dice('cell', track_id * 32 + i) AS luck,
        getvariable('first_day') + shift + 14 * c AS day0,
        CASE WHEN c >= handover THEN second_collector ELSE first_collector END AS collector,
        CASE WHEN c >= handover THEN second_level ELSE first_level END AS level
    FROM laid
),
tempted AS (
    SELECT h.*,
        breach IS NOT NULL AND silence = 0 AND t = 0 AND c >= e AND (NOT capped OR c % 3 = 0)
            AND roll('against', cell_id, 10000) < 15 * h.level * getvariable('rate') // 20000 AS against,
        NOT sideways AND NOT breaching AND roll('plant', cell_id, 1000000)
            < getvariable('rate') * s * h.level * (k.trend_first + (k.trend_last - k.trend_first) * c // 24) // 10000
            AS hot,
        CASE WHEN k.dense IS NOT NULL AND s >= 8 AND (luck & 255) < 154 THEN k.dense
             ELSE list_extract(k.manners, 1 + ((luck >> 8) % 60)::INTEGER) END AS manner
    FROM handled AS h JOIN collector AS k USING (collector)
),
intended AS (
    SELECT * EXCLUDE (against, hot, manner),
        CASE WHEN breaching OR against THEN breach
             WHEN NOT hot THEN NULL
             WHEN manner = 'late-call' AND two_zones THEN 'ambiguous-call'
             WHEN manner = 'told-relative' AND capped AND household THEN 'told-household'
             ELSE manner END::plant AS intent
    FROM tempted
),
decided AS (
    SELECT c.* EXCLUDE (intent),
        CASE WHEN intent IS NULL THEN NULL
             WHEN breaching OR (
                 s >= p.calls + (p.slot = 'message')::INTEGER + opens::INTEGER
                 AND day0 >= p.in_force
                 AND NOT (p.one_zone AND two_zones) AND NOT (p.reachable AND unreachable)
                 AND NOT (p.only_capped AND NOT capped) AND NOT (p.not_capped AND capped)
                 AND NOT (p.at_night AND late_ok) AND NOT (p.at_work AND no_work)) THEN intent
             WHEN s >= 1 + opens::INTEGER AND NOT (f.at_night AND late_ok) THEN f.plant END AS plant
    FROM intended AS c
    LEFT JOIN plant AS p ON p.plant = c.intent
    CROSS JOIN (SELECT * FROM plant WHERE plant = getvariable('fallback')::plant) AS f
),
meant AS (
    SELECT c.*, p.slot, p.talk, p.who AS third, p.channels, p.calls, p.calls_most,
        coalesce(p.slot = 'message', FALSE) AS by_message, coalesce(p.one_day, FALSE) AS one_day,
        (c.capped OR no_sms) AND p.who IS NULL AND c.plant IS DISTINCT FROM breach AS avoids_sms,
        c.plant IS NULL AND NOT c.capped AND NOT opens AND NOT sideways AND s >= 9 AND getvariable('extra_calls')
            AND (luck >> 14) % 100 < 15 AS agreed,
        NOT no_sunday AND (luck >> 22) % 100 < 8 AS sun
    FROM decided AS c LEFT JOIN plant AS p ON p.plant = c.plant
),
rung AS (
    SELECT *,
        CASE WHEN sideways THEN 0
             ELSE least(
                 greatest((s * (35 + (luck >> 30) % 46) + 50)::INTEGER // 100, coalesce(calls, 0),
                          CASE WHEN capped THEN 0 ELSE s - 5 END),
                 CASE WHEN capped THEN greatest(2, coalesce(calls, 0))
                      WHEN agreed THEN 10
                      WHEN plant IS NULL AND s >= 10 THEN getvariable('busy_calls')
                      ELSE coalesce(calls_most, getvariable('week_calls')) END,
                 s - CASE WHEN breaching THEN 0 ELSE by_message::INTEGER + opens::INTEGER END) END AS q,
        CASE WHEN breaching OR sideways THEN 4
             WHEN opens THEN 2
             WHEN agreed OR (story IS NOT NULL AND c = CASE WHEN quiet THEN r ELSE e END) THEN 1
             ELSE 0 END AS lo
    FROM meant
),
edged AS (
    SELECT *, 6 - lo + sun::INTEGER AS width,
        plant IS NULL AND NOT capped AND lo = 0 AND q >= 1 AND s > q AND getvariable('extra_calls')
            AND roll('edge', cell_id, 100) < 2 AS edge
    FROM rung
),
timed AS (
    SELECT *,
        CASE WHEN one_day OR edge THEN 1 ELSE 1 + (luck >> 38)::BIGINT % width END::INTEGER AS days,
        CASE WHEN q = 0 OR unreachable OR NOT coalesce(talk, TRUE) THEN NULL
             WHEN plant = 'pause' THEN q - 2
             WHEN talk OR edge OR roll('talk', cell_id, 100) < 30 THEN q - 1 END AS talk_at
    FROM edged
)
SELECT d, num, t, i, cell_id, s, q, lo, c.days, day0, sun, collector, plant, third, talk, talk_at,
    opens, breaching, sideways, agreed, edge, capped, no_sms, no_work, unreachable, vulnerable, co_debtor, two_debts,
    relative_role, colleague_role, aside_who, aside_purpose, c."open", c."close", late,
    CASE WHEN edge THEN 0 ELSE lo + roll('day', cell_id, width - days + 1) END AS st,
    two_debts AND NOT capped
        AND (product = 'student_loan' OR ((plant IS NULL OR by_message) AND (luck >> 44) % 100 < 20)) AS alternates,
    CASE WHEN NOT two_debts OR (luck >> 48) % 100 < 60 THEN 1
         WHEN (luck >> 48) % 100 < 75 THEN 2 ELSE 3 END AS about,
    CASE WHEN breaching OR plant = 'early-call' THEN 0 WHEN by_message THEN s - 1
         WHEN calls_most IS NOT NULL THEN calls - 1 ELSE q - 1 END AS planted_from,
    CASE WHEN plant IS NULL THEN -1 WHEN plant = 'early-call' THEN 0
         WHEN slot = 'call' THEN q - 1 ELSE s - 1 END AS planted_to,
    CASE WHEN avoids_sms AND channels[1] = 'sms' THEN channels[-1] ELSE channels[1] END AS channel_a,
    CASE WHEN avoids_sms AND channels[-1] = 'sms' THEN channels[1] ELSE channels[-1] END AS channel_b,
    getvariable('enquiries') AND opens AND s - q >= 2 + by_message::INTEGER
        AND roll('enquiry', cell_id, 100) < 8 AS enquires,
    unreachable AND plant IS NULL AND c < e AND s - q >= 1 + opens::INTEGER
        AND roll('relay', cell_id, 100) < 40 AS relays,
    talk_at IS NOT NULL AND (plant IS NULL OR by_message OR plant = 'pause') AND NOT breaching
        AND roll('inbound', cell_id, 100) < 14 AS rang_in,
    late_ok AND t = 0 AND c >= e AND collector = collector_then AND plant IS NULL AND q > 0
        AND NOT agreed AND NOT edge AND roll('evening', cell_id, 100) < 50 AS evening,
    CASE WHEN plant IS NULL AND NOT agreed AND NOT edge AND talk_at IS NULL AND NOT capped AND q > 0
              AND roll('late', cell_id, 100) < 5 THEN roll('late-call', cell_id, q) END AS learnt_late,
    CASE WHEN day0 < z.turn1 THEN z.offset1 WHEN day0 < z.turn2 THEN z.offset2 ELSE z.offset3 END AS offset_before,
    CASE WHEN day0 < z.turn1 THEN z.offset2 ELSE z.offset3 END AS offset_after,
    CASE WHEN day0 < z.turn1 THEN z.turn1 ELSE z.turn2 END AS turn
FROM timed AS c
JOIN zone AS z ON z.zone = CASE WHEN moves AND c.c >= e THEN c.moved_to ELSE c.zone END;

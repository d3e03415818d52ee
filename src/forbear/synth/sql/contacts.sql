-- The contacts of each cell. j < q are telephone calls in order, the last of them the one that may be answered;
-- the others are messages, letters and visits. Each is worked out from the cell and one roll of 64 bits.
CREATE OR REPLACE TEMP TABLE happening AS
WITH asked AS (
    SELECT cell.*, 0 AS spec, u.j::INTEGER AS j,
        dice('contact', cell_id * 16 + u.j) AS h,
        ((h >> 16) & 65535)::BIGINT AS f,
        u.j < q AS calling,
        coalesce(u.j BETWEEN planted_from AND planted_to, FALSE) AS target,
        opens AND u.j = q AS opening,
        edge AND u.j = q AS afresh,
        coalesce(u.j = talk_at, FALSE) AS talking,
        enquires AND u.j = q + 1 AS enquiring,
        relays AND u.j = s - 1 AS relaying
    FROM cell, unnest(range(s)) AS u(j)
),
addressed AS (
    SELECT *,
        CASE WHEN target AND third IS NOT NULL THEN third
             WHEN sideways THEN aside_who
             WHEN enquiring THEN 'relative'::who
             WHEN relaying THEN 'agreed_contact'::who
             WHEN co_debtor AND NOT calling AND NOT target AND NOT opening AND NOT afresh AND (h & 7) = 0
             THEN 'co_debtor'::who
             ELSE 'debtor'::who END AS "who",
        getvariable('messages')[1 + ((h >> 3) & 63)::INTEGER] AS message
    FROM asked
),
sent AS (
    SELECT *,
        CASE WHEN target AND channel_a IS NOT NULL THEN CASE WHEN (h >> 9) & 1 = 0 THEN channel_a ELSE channel_b END
             WHEN calling AND capped AND plant IS NULL AND NOT no_sms AND NOT talking AND (h >> 10) & 3 = 0
             THEN 'sms'::channel
             WHEN calling OR afresh OR enquiring OR relaying THEN 'call'::channel
             WHEN opening THEN getvariable('opening_channel')::channel
             WHEN sideways THEN 'letter'::channel
             WHEN message = 'sms' AND (no_sms OR capped) THEN 'email'::channel
             WHEN message = 'visit' AND (plant IS NOT NULL OR vulnerable) THEN 'letter'::channel
             ELSE message END AS channel
    FROM addressed
),
placed AS (
    SELECT *,
        CASE WHEN calling THEN (j * 65536 + f) * days // q
             ELSE ((j - q) * 65536 + f) * (13 - lo) // (s - q) END AS position,
        position & 65535 AS x,
        CASE WHEN calling THEN st + (position >> 16)
             WHEN opening THEN 0
             WHEN afresh THEN 7
             WHEN target AND third IS NOT NULL THEN 7 + f % 6
             WHEN target AND plant = 'on-sunday' THEN 6
             WHEN lo + (position >> 16) = 6 AND NOT sun THEN 7
             ELSE lo + (position >> 16) END::INTEGER AS day_in_cell,
        CASE WHEN talking THEN rang_in
             ELSE plant IS NULL AND NOT sideways AND "who" = 'debtor' AND NOT calling AND NOT opening AND NOT afresh
                 AND channel IN ('sms', 'email', 'app', 'letter') AND ((h >> 32) & 127) < 8 END AS inbound,
        CASE WHEN channel IN ('letter', 'postcard', 'visit') THEN greatest("open", 32400) ELSE "open" END AS earliest,
        CASE WHEN channel IN ('letter', 'postcard', 'visit') THEN least("close", 61200) ELSE "close" END AS latest
    FROM sent
),
clocked AS (
    SELECT *,
        day0 + day_in_cell AS "day",
        CASE WHEN NOT target THEN
                 CASE WHEN opening THEN 43200 + (x * 14400 >> 16)
                      WHEN evening AND j = q - 1 THEN "close" + 300 + f % 3000
                      WHEN NOT calling AND channel IN ('sms', 'email', 'app') AND (h >> 56) < 2
                      THEN CASE (h >> 56) WHEN 0 THEN "open" ELSE "close" END
                      ELSE earliest + (busy_hours(x) * (latest - earliest) >> 16) END
             WHEN plant IN ('late-call', 'late-text', 'ambiguous-call') THEN "close" + 1 + f % late
             WHEN plant = 'early-call' THEN "open" - 1 - f % 7200
             ELSE earliest + (busy_hours(x) * (latest - earliest) >> 16) END AS clock
    FROM placed
),
answered AS (
    SELECT *,
        getvariable('outcomes')[1 + ((h >> 39) & 63)::INTEGER] AS luck,
        ("day" * 86400 + clock) * 1000000 - CASE WHEN "day" < turn THEN offset_before ELSE offset_after END AS "at"
    FROM clocked
)
SELECT d, num, t, (t * 32 + i) * 16 + j AS tie, spec, "at",
    "at" + CASE WHEN j = learnt_late THEN (1 + (h >> 45) % 19)::BIGINT * 3600000000 ELSE 0 END AS known_at,
    "day", collector, "who", channel, inbound, opening, h, NULL::VARCHAR AS moved_to,
    CASE WHEN target THEN plant END AS plant,
    CASE "who" WHEN 'relative' THEN relative_role WHEN 'colleague' THEN colleague_role
        ELSE "who"::VARCHAR::role END AS role,
    CASE WHEN opening AND two_debts THEN 3
         WHEN alternates AND NOT sideways THEN 1 + j % 2 ELSE about END::UTINYINT AS about,
    CASE WHEN channel = 'visit' THEN
             CASE WHEN capped OR unreachable OR (h >> 39) & 1 = 0 THEN 'absent'::outcome ELSE 'met'::outcome END
         WHEN channel IN ('letter', 'postcard') THEN 'sent'::outcome
         WHEN channel <> 'call' THEN 'delivered'::outcome
         WHEN talking OR "who" <> 'debtor' THEN 'conversation'::outcome
         WHEN plant = 'fourth-talk' THEN
             CASE WHEN j < q - 4 THEN 'no_answer'::outcome WHEN (h >> 39) & 3 = 0 THEN 'hung_up'::outcome
                  ELSE 'conversation'::outcome END
         WHEN NOT talk OR afresh OR unreachable OR (target AND plant = 'pause') THEN 'no_answer'::outcome
         WHEN plant IS NULL AND NOT agreed AND q > getvariable('week_calls') AND j % 3 = 1 THEN 'busy'::outcome
         WHEN j % 3 <> 2 AND getvariable('few_answer') AND luck IN ('hung_up', 'answered_dropped')
         THEN 'no_answer'::outcome
         ELSE luck END AS outcome,
    CASE "who"
        WHEN 'debtor' THEN
            CASE WHEN channel IN ('letter', 'postcard', 'visit') THEN 'adr'
                 WHEN channel = 'app' THEN 'app'
                 WHEN channel = 'email' THEN CASE WHEN target AND plant = 'work-email' THEN 'wrk' ELSE 'eml' END
                 WHEN target AND plant IN ('call-at-work', 'employer-call') THEN 'job'
                 WHEN calling AND plant IS NULL AND NOT talking AND NOT capped AND NOT no_work AND (h >> 58) = 7
                 THEN 'job'
                 ELSE 'tel' END
        WHEN 'relative' THEN 'rel' WHEN 'colleague' THEN 'col' WHEN 'attorney' THEN 'law'
        WHEN 'co_debtor' THEN 'cod' WHEN 'agreed_contact' THEN 'agr' ELSE 'adv' END::address_word AS address,
    CASE WHEN inbound THEN NULL
         WHEN target AND third IS NOT NULL THEN
             CASE plant WHEN 'asked-agreed' THEN 'locate_debtor'::purpose
                 WHEN 'agreed-after-refusal' THEN 'relay_message'::purpose ELSE 'demand_payment'::purpose END
         WHEN sideways THEN aside_purpose
         WHEN enquiring OR relaying THEN 'locate_debtor'::purpose
         WHEN opening THEN getvariable('opening_purpose')::purpose
         WHEN channel IN ('sms', 'app') THEN 'demand_payment'::purpose
         ELSE 'ordinary_collection'::purpose END AS purpose
FROM answered;

-- Randomness: the same number for the same seed, name and id, whatever the chunk, the order or the number of threads.
CREATE OR REPLACE TEMP MACRO dice(name, id) AS
    hash(xor(hash(name), xor(getvariable('seed')::UBIGINT, id::UBIGINT)));

CREATE OR REPLACE TEMP MACRO roll(name, id, sides) AS (dice(name, id) % sides)::INTEGER;

-- How many contacts a debtor has in the year: many have few, few have many, about sixty on average.
CREATE OR REPLACE TEMP MACRO size_of(d) AS
    CASE WHEN roll('size', d, 1000) < 300 THEN 4 + roll('within', d, 14)
         WHEN roll('size', d, 1000) < 700 THEN 18 + roll('within', d, 42)
         WHEN roll('size', d, 1000) < 920 THEN 60 + roll('within', d, 81)
         WHEN roll('size', d, 1000) < 990 THEN 140 + roll('within', d, 141)
         ELSE 280 + roll('within', d, 125) END;

-- How many of a track's contacts, beyond one for each cell, lie before its cell i of a: even, but for a wobble.
CREATE OR REPLACE TEMP MACRO before_cell(i, a, beyond, track_id) AS
    CASE WHEN i = 0 THEN 0 WHEN i = a THEN beyond
         ELSE beyond * (256 * i + roll('wobble', track_id * 32 + i, 201) - 100) // (256 * a) END;

-- When in the day collectors are at work: more in the morning and the late afternoon. From and to 0 … 65535, growing.
CREATE OR REPLACE TEMP MACRO busy_hours(x) AS
    CASE WHEN x < 19661 THEN x * 2 // 3
         WHEN x < 29491 THEN 13107 + (x - 19661) * 4 // 3
         WHEN x < 49152 THEN 26214 + (x - 29491)
         ELSE 45875 + (x - 49152) * 6 // 5 END;

-- The instant at which clocks in a zone (a row of the table zone) show so many seconds of a local day.
CREATE OR REPLACE TEMP MACRO local_instant(local_day, seconds, z) AS
    (local_day * 86400 + seconds)::BIGINT * 1000000
    - CASE WHEN local_day < z.turn1 THEN z.offset1 WHEN local_day < z.turn2 THEN z.offset2 ELSE z.offset3 END;

CREATE OR REPLACE TEMP MACRO person_id(person, num) AS
    list_extract(['D', 'R', 'K', 'C', 'G', 'A', 'V'], 1 + enum_code(person::who)) || num;

CREATE OR REPLACE TEMP MACRO debt_id(num, t, k) AS
    'L' || num || list_extract(['-1', '-2', '-3', '-4', '-5', '-6'], 2 * t + k);

CREATE OR REPLACE TEMP MACRO debt_list(num, t, about) AS
    CASE about WHEN 3 THEN [debt_id(num, t, 1), debt_id(num, t, 2)] ELSE [debt_id(num, t, about)] END;

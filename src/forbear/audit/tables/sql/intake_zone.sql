-- Stretches of local time with one offset each: a time that stands twice is taken for the first, one that is skipped goes on.
CREATE OR REPLACE TEMP TABLE intake_local AS
SELECT start + greatest("offset", coalesce(lag("offset") OVER w, "offset")) AS start,
    stop + greatest("offset", coalesce(lead("offset") OVER w, "offset")) AS stop, "offset"
FROM intake_offsets WINDOW w AS (ORDER BY start);

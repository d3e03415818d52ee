-- What each row says under the keys of a contact, when it happened, and whom it is about.
CREATE TEMP TABLE intake_read AS
WITH told AS (
    SELECT "row", to_json(r)::VARCHAR AS "text", /* keys */ /* local */ AS "local at", /* instant */ AS "instant at"
    FROM intake_raw AS r
)
SELECT t.*, /* zone */ IS NULL AS zoneless, coalesce("instant at", "local at" - o."offset") AS "at",
    /* debtor */ AS debtor_named
FROM told AS t LEFT JOIN intake_local AS o ON "local at" >= o.start AND "local at" < o.stop;

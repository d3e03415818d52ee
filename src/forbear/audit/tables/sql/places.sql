-- Every country, and every state, in which a debtor lives.
SELECT DISTINCT "place.country" AS country, unnest(['', coalesce("place.state", '')]) AS state
FROM log_debtors WHERE "place.country" IS NOT NULL ORDER BY ALL;

-- Debtors in the order of their names, cut where the next would not fit.
WITH sized AS (
    SELECT debtor, count(*) AS events, min(least("at", known_at)) AS first, max(greatest("at", known_at)) AS last
    FROM log_events GROUP BY debtor
), placed AS (
    SELECT *, (sum(events) OVER (ORDER BY debtor) - events) // getvariable('bucket_size') AS bucket FROM sized
)
SELECT min(debtor), max(debtor), count(*), sum(events)::BIGINT, min(first), max(last) FROM placed GROUP BY bucket ORDER BY 1;

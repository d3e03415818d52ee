-- Every time zone that anybody is said to be in, or to have been found in.
SELECT DISTINCT zone FROM (
    SELECT unnest(zones) AS zone FROM log_debtors
    UNION ALL SELECT unnest(zones) FROM log_people
    UNION ALL SELECT zone FROM log_events
) WHERE zone IS NOT NULL ORDER BY zone;

SELECT weekday, hour, sum(contacts)::BIGINT, sum(refused)::BIGINT FROM audit_hours GROUP BY ALL ORDER BY ALL;

SELECT collector, weekday, hour, sum(contacts)::BIGINT AS contacts, sum(refused)::BIGINT AS refused
FROM audit_hours GROUP BY ALL ORDER BY ALL;

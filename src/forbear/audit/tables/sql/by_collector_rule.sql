SELECT collector, rulebook, rule, sum(refused + review)::BIGINT AS spoke
FROM audit_summary GROUP BY ALL HAVING spoke > 0 ORDER BY collector, spoke DESC, rulebook, rule;

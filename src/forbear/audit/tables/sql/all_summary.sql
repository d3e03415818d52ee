SELECT collector, rulebook, rule, week, sum(contacts)::BIGINT AS contacts, sum(refused)::BIGINT AS refused,
    sum(review)::BIGINT AS review, sum(undecided)::BIGINT AS undecided
FROM audit_summary GROUP BY ALL ORDER BY ALL;

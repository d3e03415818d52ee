SELECT collector, week, sum(contacts)::BIGINT AS contacts, sum(refused)::BIGINT AS refused,
    sum(review)::BIGINT AS review, sum(undecided)::BIGINT AS undecided
FROM audit_rates GROUP BY ALL ORDER BY ALL;

SELECT rulebook, rule, count(DISTINCT collector) FILTER (refused + review > 0), sum(contacts)::BIGINT,
    sum(refused)::BIGINT, sum(review)::BIGINT, sum(undecided)::BIGINT
FROM audit_summary GROUP BY rulebook, rule ORDER BY sum(refused) DESC, sum(review) DESC, rulebook, rule;

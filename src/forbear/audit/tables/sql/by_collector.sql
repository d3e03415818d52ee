SELECT r.collector, any_value(n.name), sum(contacts)::BIGINT, sum(refused)::BIGINT, sum(review)::BIGINT,
    sum(undecided)::BIGINT
FROM audit_rates AS r LEFT JOIN (SELECT id, min(name) AS name FROM log_collectors GROUP BY id) AS n ON n.id = r.collector
GROUP BY r.collector ORDER BY r.collector;

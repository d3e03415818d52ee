SELECT week, sum(contacts)::BIGINT, sum(refused)::BIGINT, sum(review)::BIGINT, sum(undecided)::BIGINT
FROM audit_rates GROUP BY week ORDER BY week;

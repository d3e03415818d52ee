-- The clauses of the rulebooks (notes apart, which neither refuse nor ask for a look), and what all buckets together gave.
-- Who judges buckets beside others adds to the same sums; clauses, and first rows until all is done, are its own.
CREATE TEMP TABLE audit_clauses (
    book INTEGER, rulebook VARCHAR, bit INTEGER, clause VARCHAR, rule VARCHAR, effect VARCHAR
);
CREATE TABLE IF NOT EXISTS audit_rates (
    collector VARCHAR, week VARCHAR, contacts BIGINT, refused BIGINT, review BIGINT, undecided BIGINT
);
CREATE TABLE IF NOT EXISTS audit_hours (collector VARCHAR, weekday INTEGER, hour INTEGER, contacts BIGINT, refused BIGINT);
CREATE TABLE IF NOT EXISTS audit_summary (
    collector VARCHAR, rulebook VARCHAR, rule VARCHAR, week VARCHAR, contacts BIGINT,
    refused BIGINT, review BIGINT, undecided BIGINT
);
CREATE TABLE IF NOT EXISTS audit_samples (
    kind VARCHAR, collector VARCHAR, rulebook VARCHAR, rule VARCHAR, place VARCHAR,
    rows STRUCT("at" BIGINT, debtor VARCHAR, seq BIGINT, "offset" BIGINT, collector VARCHAR, person VARCHAR,
        channel VARCHAR, rules VARCHAR[])[]
);
CREATE TEMP TABLE own_samples AS FROM audit_samples LIMIT 0;

-- The clauses of the rulebooks (notes apart, which neither refuse nor ask for a look), and what all buckets together gave.
CREATE TEMP TABLE audit_clauses (
    book INTEGER, rulebook VARCHAR, bit INTEGER, clause VARCHAR, rule VARCHAR, effect VARCHAR
);
CREATE TEMP TABLE audit_rates (
    collector VARCHAR, week VARCHAR, contacts BIGINT, refused BIGINT, review BIGINT, undecided BIGINT
);
CREATE TEMP TABLE audit_hours (collector VARCHAR, weekday INTEGER, hour INTEGER, contacts BIGINT, refused BIGINT);
CREATE TEMP TABLE audit_summary (
    collector VARCHAR, rulebook VARCHAR, rule VARCHAR, week VARCHAR, contacts BIGINT,
    refused BIGINT, review BIGINT, undecided BIGINT
);
CREATE TEMP TABLE audit_samples (
    kind VARCHAR, collector VARCHAR, rulebook VARCHAR, rule VARCHAR, place VARCHAR,
    rows STRUCT("at" BIGINT, debtor VARCHAR, seq BIGINT, "offset" BIGINT, collector VARCHAR, person VARCHAR,
        channel VARCHAR, rules VARCHAR[])[]
);

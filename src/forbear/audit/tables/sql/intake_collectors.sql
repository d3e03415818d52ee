SELECT DISTINCT debtor, collector AS id /* stated */ FROM intake_events ORDER BY debtor, id;

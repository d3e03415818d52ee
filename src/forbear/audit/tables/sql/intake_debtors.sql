SELECT DISTINCT debtor, debtor AS id /* stated */ FROM intake_events ORDER BY debtor;

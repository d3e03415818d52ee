-- The rows that can be read, as events of each debtor in order of time.
CREATE TEMP TABLE intake_events AS
SELECT debtor_named AS debtor, row_number() OVER (PARTITION BY debtor_named ORDER BY "at", "row") AS seq, "at",
    "at" AS known_at, 'contact' AS kind, /* keys */
    /* role */ AS role, CASE WHEN /* role */ = 'debtor' THEN debtor_named ELSE /* person */ END AS person,
    coalesce(/* debts */, ['debt with ' || coalesce(/* creditor */, collector)]) AS debts,
    CASE WHEN /* role */ IS NULL THEN ['role'] END AS nulls, coalesce(/* creditor */, collector) AS by_creditor, "row"
FROM intake_checked WHERE len(reasons) = 0 ORDER BY debtor, seq;

SELECT debtor, debt AS id, /* creditor */ AS creditor /* stated */
FROM (SELECT debtor, unnest(debts) AS debt, by_creditor, seq FROM intake_events) GROUP BY debtor, debt ORDER BY debtor, id;

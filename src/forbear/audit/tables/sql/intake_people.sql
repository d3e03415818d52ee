SELECT debtor, person AS id, arg_min(role, seq) AS role /* stated */
FROM intake_events WHERE role IS DISTINCT FROM 'debtor' GROUP BY debtor, person ORDER BY debtor, id;

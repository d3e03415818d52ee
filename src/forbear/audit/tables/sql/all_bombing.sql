SELECT * FROM all_bombing ORDER BY debtor;

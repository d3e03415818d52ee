SELECT "row", NULL::BIGINT AS line, reasons, left("text", 200) AS "text" FROM intake_checked WHERE len(reasons) > 0
UNION ALL SELECT NULL, line, reasons, left("text", 200) FROM intake_torn ORDER BY "row", line

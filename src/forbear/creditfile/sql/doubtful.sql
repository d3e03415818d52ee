-- Rows that were taken and are doubtful, by lender, file and line.
SELECT DISTINCT d.lender, (SELECT min("name") FROM arrival AS a WHERE a.sent = d.sent) AS "name", r.line, r.code
FROM doubt AS r JOIN delivery AS d USING (delivery) WHERE delivery IN (SELECT delivery FROM counting)
ORDER BY d.lender, "name", r.line, r.code;

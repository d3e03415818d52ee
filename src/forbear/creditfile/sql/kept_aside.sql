-- Rows that were kept aside, by lender, file and line.
SELECT d.lender, (SELECT min("name") FROM arrival AS a WHERE a.sent = d.sent) AS "name", r.line, r.reasons, r."text"
FROM rejected AS r JOIN delivery AS d USING (delivery)
WHERE CASE WHEN len(?::VARCHAR[]) > 0 THEN list_contains(?::VARCHAR[], delivery) ELSE delivery IN (SELECT delivery FROM counting) END
ORDER BY d.lender, "name", r.line;

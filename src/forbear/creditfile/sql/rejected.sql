-- What is kept aside: every line with all its reasons and its whole text.
INSERT INTO rejected
SELECT /* delivery */, b.line, b.reasons, coalesce(b."text", t."text")
FROM (SELECT line, list(DISTINCT reason ORDER BY reason) AS reasons, any_value("text") AS "text" FROM bad GROUP BY line) AS b
LEFT JOIN (/* texts */) AS t ON t.line = b.line ORDER BY b.line;

-- Each account as its newest report has it, with its months.
CREATE OR REPLACE TEMP VIEW account_as_reported AS
SELECT 0 AS _variant, r.* EXCLUDE (place), m.* EXCLUDE (_look, _thing), m._look IS NOT NULL AS has_months
FROM report_seen AS r
LEFT JOIN account_months AS m ON m._look = r._look AND m._thing = r._thing
WHERE r.place = 1

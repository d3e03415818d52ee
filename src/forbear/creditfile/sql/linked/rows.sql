-- The rows of a table that count, each with the person whose it surely is, or why it is nobody's.
CREATE OR REPLACE TEMP TABLE /* counted */ AS
SELECT
    CASE WHEN o.why IS NULL AND o.name IS NOT NULL THEN o.people[1] END AS person_id, r.*,
    coalesce(o.why, CASE WHEN o.name IS NULL THEN 'no-subject' END) AS held_why, o.subject AS held_told, o.people AS held_candidates
FROM (SELECT /* row */ AS "row", * FROM /* known */) AS r
LEFT JOIN owner AS o ON o.lender = r.lender AND o.thing = /* thing */ AND o.name = r./* key */
ANTI JOIN /* withdrawn */ AS w ON w.lender = r.lender AND w./* gone */ = r./* gone */;

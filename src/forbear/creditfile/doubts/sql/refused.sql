-- Merges that were refused, from both sides, each with the edge; of several with the same person the strongest.
INSERT INTO doubt_found
WITH edges AS (
    SELECT claim_id AS one, other, kind, try_cast(told AS BIGINT) AS millibits FROM /* doubt */ WHERE list_contains(getvariable('doubt_refused'), kind)
), ways AS (
    SELECT * FROM edges UNION ALL SELECT other, one, kind, millibits FROM edges
), side AS (
    SELECT
        n.unique_id, s.person_id, list(s."row" ORDER BY s."row") AS cited,
        any_value(n.family_latin) AS family, any_value(n.given_latin) AS given, any_value(n.birth_day) AS born, any_value(n.address) AS address
    FROM (SELECT * EXCLUDE (claims), unnest(claims) AS claim_id FROM /* node */) AS n JOIN doubt_said AS s USING (claim_id)
    GROUP BY n.unique_id, s.person_id
)
SELECT
    m.person_id, 'refused_merge', to_json({'why': b.kind, 'millibits': b.millibits}), m.cited, o.cited,
    CASE
        WHEN b.kind = 'household'
            OR m.address = o.address AND (m.given <> o.given OR m.born <> o.born)
            OR m.family = o.family AND m.given <> o.given
        THEN 'household'
        WHEN b.kind = 'numbers-differ' AND m.given = o.given AND m.born = o.born THEN 'renewed_number'
        ELSE ''
    END
FROM ways AS b
JOIN side AS m ON m.unique_id = b.one
JOIN side AS o ON o.unique_id = b.other AND o.person_id <> m.person_id
QUALIFY row_number() OVER (PARTITION BY m.person_id, o.person_id ORDER BY b.millibits DESC, b.one, b.other) = 1;

-- A doubt for each row that holds the identity number.
INSERT INTO doubt
SELECT v.delivery, r.line, v."table", v.code, v.what
FROM (SELECT ? AS delivery, ? AS "table", ? AS code, ? AS what, ? AS id_type, ? AS id_number, ?::DATE AS born) AS v
JOIN /* rows */ AS r ON r.delivery = v.delivery AND r.id_number = v.id_number AND r.id_type IS NOT DISTINCT FROM v.id_type
    AND /* birth */ IS NOT DISTINCT FROM v.born;

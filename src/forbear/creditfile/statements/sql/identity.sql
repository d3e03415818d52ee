-- What the lenders report of who the person is: of each attribute all variants side by side.
WITH said AS (
    SELECT look_id, lender, "row", 20 AS place, 'name' AS code, coalesce("name", concat_ws(' ', given_name, surname)) AS "value", NULL::VARCHAR AS "type"
    FROM at_identity_claim
    UNION ALL SELECT look_id, lender, "row", 21, 'birth_date', birth_date::VARCHAR, NULL FROM at_identity_claim
    UNION ALL SELECT look_id, lender, "row", 22, 'id_number', id_number, id_type FROM at_identity_claim
    UNION ALL SELECT look_id, lender, "row", 23, 'phone', phone, NULL FROM at_identity_claim
    UNION ALL SELECT look_id, lender, "row", 24, 'email', email, NULL FROM at_identity_claim
    UNION ALL SELECT look_id, lender, "row", 25, 'address', concat_ws(', ', address, city, region, postcode, country), NULL FROM at_identity_claim
    UNION ALL SELECT look_id, lender, "row", 26, 'employer', employer, NULL FROM at_identity_claim
), variant AS (
    SELECT look_id, place, code, "value", "type", list_sort(list_distinct(list(lender))) AS lenders, list_sort(list("row")) AS "rows"
    FROM said WHERE "value" <> '' GROUP BY ALL
)
SELECT look_id, place, 'identity.' || code AS id, stated_as('identity', code, '', concat('"variants":[{',
    array_to_string(list_transform(list_sort(list({'value': "value", 'type': "type", 'text': concat_ws(',',
        j('value', "value"), j('type', "type"), j('lenders', lenders), j('rows', "rows")
    )})), lambda one: one."text"), '},{'), '}]'), j_rows(flatten(list("rows")))) AS "text"
FROM variant GROUP BY look_id, place, code

-- What the lenders report of who the person is: of each attribute all variants side by side.
WITH said AS (
    SELECT look_id, lender, "row", unnest([
        {'place': 20, 'code': 'name', 'value': coalesce("name", concat_ws(' ', given_name, surname)), 'type': NULL},
        {'place': 21, 'code': 'birth_date', 'value': birth_date::VARCHAR, 'type': NULL},
        {'place': 22, 'code': 'id_number', 'value': id_number, 'type': id_type},
        {'place': 23, 'code': 'phone', 'value': phone, 'type': NULL},
        {'place': 24, 'code': 'email', 'value': email, 'type': NULL},
        {'place': 25, 'code': 'address', 'value': nullif(concat_ws(', ', address, city, region, postcode, country), ''), 'type': NULL},
        {'place': 26, 'code': 'employer', 'value': employer, 'type': NULL}
    ], recursive := true) FROM at_identity_claim
), variant AS (
    SELECT look_id, place, code, "value", "type", list_sort(list_distinct(list(lender))) AS lenders, list_sort(list("row")) AS "rows"
    FROM said WHERE nullif("value", '') IS NOT NULL GROUP BY ALL
)
SELECT look_id, place, 'identity.' || code AS id, stated_as('identity', code, '', concat('"variants":[{',
    array_to_string(list_transform(list_sort(list({'value': "value", 'type': "type", 'text': concat_ws(',',
        j('value', "value"), j('type', "type"), j('lenders', lenders), j('rows', "rows")
    )})), lambda one: one."text"), '},{'), '}]'), j_rows(flatten(list("rows")))) AS "text"
FROM variant GROUP BY look_id, place, code

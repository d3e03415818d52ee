-- The rules of the rulebook that speak, or may speak.
SELECT look_id, 90 AS place, statement_id('rules', rule, '') AS id,
    stated_as('rules', rule, '', j('rule', rule) || ',"truth":' || coalesce(truth::VARCHAR, 'null'), j_rows("rows")) AS "text"
FROM part_spoke WHERE len("rows") > 0

-- Who looked, each kind apart: only those for an application say that somebody applied.
SELECT look_id, 50 AS place, 'inquiries.kind.' || kind AS id, stated_as('inquiries', 'kind', kind, concat_ws(',',
    j('kind', kind), j_n('count', count(*)), j_w('first', min(inquired_on)), j_w('last', max(inquired_on))
) || ',"inquiries":[' || string_agg('{' || concat_ws(',',
    j_w('day', inquired_on), j('lender', lender), j('asked_by', asked_by), j('asker_code', asker_code), j('code', reason_code),
    j_n('amount', amount), j('currency', currency)
) || '}', ',' ORDER BY inquired_on, "row") || ']', j_rows(list("row"))) AS "text"
FROM at_inquiry GROUP BY look_id, kind

-- How fresh what each lender says is: the row that came last.
SELECT look_id, 10 AS place, 'header.freshness.' || in_name(lender) AS id,
    stated_as('header', 'freshness', in_name(lender), concat_ws(',',
        j('lender', lender), j('kind', kind), j_w('received', as_moment(last.received)), j('file', last.file), j('licence', last.licence)
    ), j_one(last."row")) AS "text"
FROM (
    SELECT look_id, lender, max({'received': received, 'row': "row", 'file': file, 'licence': licence}) AS last
    FROM part_row GROUP BY look_id, lender
) LEFT JOIN kind_of USING (lender)

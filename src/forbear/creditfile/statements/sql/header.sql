-- How fresh what each lender says is: the row that came last.
SELECT look_id, 10 AS place, 'header.freshness.' || h.id AS id, concat(h.head, ',"received":"', as_moment(last.received), '"',
    ',"file":' || to_json(last.file)::VARCHAR, ',"licence":' || to_json(last.licence)::VARCHAR, '},"rows":', j_one(last."row"), '}') AS "text"
FROM (
    SELECT look_id, lender, max({'received': received, 'row': "row", 'file': file, 'licence': licence}) AS last
    FROM part_row GROUP BY look_id, lender
) JOIN lender_head AS h USING (lender)

-- How fresh what each lender says is: the row that came last.
SELECT look_id, 10 AS place, d.id, concat(d.freshness, j_one(last."row"), '}') AS "text"
FROM (
    SELECT look_id, lender, max({'received': received, 'row': "row", 'delivery': delivery}) AS last FROM part_newest GROUP BY look_id, lender
) JOIN part_delivery AS d ON d.delivery = last.delivery

-- Of each figure and currency of the part what its statement begins with, whoever it is about.
CREATE OR REPLACE TEMP TABLE figure_head AS
SELECT figure, currency, place, id, '{"id":' || to_json(id)::VARCHAR || ',"section":"' || section || '","code":' || to_json(figure)::VARCHAR || ',"values":{' AS head,
    concat_ws(',', j('figure', figure), j('currency', nullif(currency, '')), j_w('unit', unit)) AS "values"
FROM (
    SELECT DISTINCT figure, coalesce(f.currency, '') AS currency, p.place, p.section, p.unit, statement_id(p.section, figure, coalesce(f.currency, '')) AS id
    FROM part_figure AS f JOIN figure_place AS p USING (figure)
);
-- Of each look and delivery the last of its rows.
CREATE OR REPLACE TEMP TABLE part_newest AS
SELECT look_id, delivery, max("row") AS "row", any_value(lender) AS lender, any_value(received) AS received, any_value(file) AS file, any_value(licence) AS licence
FROM (/* rows */) GROUP BY look_id, delivery;
-- Of each delivery of the part what is said of it, and of how fresh the records of its lender are, up to the row that came last.
CREATE OR REPLACE TEMP TABLE part_delivery AS
SELECT delivery, lender, received, 'header.freshness.' || in_name(lender) AS id,
    concat(to_json(delivery)::VARCHAR, ':{', concat_ws(',', j('lender', lender), j('file', file), j_w('received', as_moment(received)), j('licence', licence)), '}') AS told,
    concat('{"id":', to_json('header.freshness.' || in_name(lender))::VARCHAR, ',"section":"header","code":"freshness","values":{',
        concat_ws(',', j('lender', lender), j('kind', kind)), ',"received":"', as_moment(received), '"',
        ',"file":' || to_json(file)::VARCHAR, ',"licence":' || to_json(licence)::VARCHAR, '},"rows":') AS freshness
FROM (
    SELECT delivery, any_value(lender) AS lender, any_value(received) AS received, any_value(file) AS file, any_value(licence) AS licence
    FROM part_newest GROUP BY delivery
) LEFT JOIN kind_of USING (lender)

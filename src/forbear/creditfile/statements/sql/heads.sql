-- Of each figure and currency of the part what its statement begins with, whoever it is about.
CREATE OR REPLACE TEMP TABLE figure_head AS
SELECT figure, currency, place, id, '{"id":' || to_json(id)::VARCHAR || ',"section":"' || section || '","code":' || to_json(figure)::VARCHAR || ',"values":{' AS head,
    concat_ws(',', j('figure', figure), j('currency', nullif(currency, '')), j_w('unit', unit)) AS "values"
FROM (
    SELECT DISTINCT figure, coalesce(f.currency, '') AS currency, p.place, p.section, p.unit, statement_id(p.section, figure, coalesce(f.currency, '')) AS id
    FROM part_figure AS f JOIN figure_place AS p USING (figure)
);
-- Of each lender of the part what is said of how fresh its records are, up to the row that came last.
CREATE OR REPLACE TEMP TABLE lender_head AS
SELECT lender, in_name(lender) AS id, concat('{"id":', to_json('header.freshness.' || in_name(lender))::VARCHAR,
    ',"section":"header","code":"freshness","values":{', concat_ws(',', j('lender', lender), j('kind', kind))) AS head
FROM (SELECT DISTINCT lender FROM part_row) LEFT JOIN kind_of USING (lender);

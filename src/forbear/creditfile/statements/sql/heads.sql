-- Of each figure and currency of the part what its statement begins with, whoever it is about.
CREATE OR REPLACE TEMP TABLE figure_head AS
SELECT figure, currency, place, id, '{"id":' || to_json(id)::VARCHAR || ',"section":"' || section || '","code":' || to_json(figure)::VARCHAR || ',"values":{' AS head,
    concat_ws(',', j('figure', figure), j('currency', nullif(currency, '')), j_w('unit', unit)) AS "values"
FROM (
    SELECT DISTINCT figure, coalesce(f.currency, '') AS currency, p.place, p.section, p.unit, statement_id(p.section, figure, coalesce(f.currency, '')) AS id
    FROM part_figure AS f JOIN figure_place AS p USING (figure)
);

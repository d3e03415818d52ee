-- The figures of the rulebook, each with the bad rate that was measured where a count like it stood.
SELECT look_id, p.place, statement_id(p.section, figure, coalesce(currency, '')) AS id,
    '{"id":' || to_json(statement_id(p.section, figure, coalesce(currency, '')))::VARCHAR || ',"section":"' || p.section || '","code":'
    || to_json(figure)::VARCHAR || ',"values":{' || concat_ws(',',
        j('figure', figure), j('currency', nullif(currency, '')), j_w('unit', p.unit), j_n('low', low), j_n('high', high), m.measured
    ) || '},"rows":' || j_rows("rows") || CASE WHEN len(left_out) > 0 THEN ',"left_out":' || j_rows(left_out) ELSE '' END || '}' AS "text"
FROM part_figure JOIN figure_place AS p USING (figure)
LEFT JOIN figure_measured AS m ON m.figure = part_figure.figure AND low = high AND low BETWEEN m.bin_low AND m.bin_high

-- The figures of the rulebook, each with the bad rate that was measured where a count like it stood.
SELECT look_id, h.place, h.id, concat(h.head, concat_ws(',', h."values", j_n('low', low), j_n('high', high), m.measured), '},"rows":', to_json("rows")::VARCHAR,
    CASE WHEN len(left_out) > 0 THEN ',"left_out":' || to_json(left_out)::VARCHAR ELSE '' END, '}') AS "text"
FROM part_figure AS f JOIN figure_head AS h ON h.figure = f.figure AND h.currency = coalesce(f.currency, '')
LEFT JOIN figure_measured AS m ON m.figure = f.figure AND low = high AND low BETWEEN m.bin_low AND m.bin_high

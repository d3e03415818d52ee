-- JSON written by the database: a part is NULL where its value is, and concat_ws leaves it out.
-- concat puts many parts together at once, where each || would copy all that stands before it.
-- j: any text or list; j_n: a number or truth; j_w: a word of ours or a day, in which nothing needs a backslash.
CREATE OR REPLACE TEMP MACRO j(k, v) AS '"' || k || '":' || to_json(v)::VARCHAR;
CREATE OR REPLACE TEMP MACRO j_n(k, v) AS '"' || k || '":' || v::VARCHAR;
CREATE OR REPLACE TEMP MACRO j_w(k, v) AS '"' || k || '":"' || (v::VARCHAR || '"');
CREATE OR REPLACE TEMP MACRO as_month(m) AS left(m::VARCHAR, 7);
CREATE OR REPLACE TEMP MACRO as_moment(m) AS replace(left(m::VARCHAR, 19), ' ', 'T') || 'Z';
CREATE OR REPLACE TEMP MACRO j_one("row") AS '[' || to_json("row")::VARCHAR || ']';
CREATE OR REPLACE TEMP MACRO j_rows("rows") AS to_json(list_sort("rows"))::VARCHAR;
CREATE OR REPLACE TEMP MACRO in_name(part) AS replace(replace(replace(part, '%', '%25'), ':', '%3A'), '/', '%2F');
CREATE OR REPLACE TEMP MACRO after_table("row") AS substr("row", strpos("row", ':') + 1);
CREATE OR REPLACE TEMP MACRO statement_id(section, code, "key") AS section || '.' || code || CASE WHEN "key" = '' THEN '' ELSE '.' || "key" END;
CREATE OR REPLACE TEMP MACRO stated_as(section, code, "key", "values", "rows") AS concat(
    '{"id":', to_json(statement_id(section, code, "key"))::VARCHAR,
    (',"section":"' || section || '","code":' || to_json(code)::VARCHAR || ',"values":{'), "values", '},"rows":', "rows", '}');

-- Lines that are no rows of the table.
CREATE TEMP TABLE intake_torn AS
SELECT any_value(line)::BIGINT AS line, any_value(csv_line) AS "text", list(error_message) AS reasons
FROM reject_errors GROUP BY line_byte_position;

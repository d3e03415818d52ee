-- What is empty was not said.
CREATE OR REPLACE TABLE claim_given AS
SELECT nullif(trim(COLUMNS(*)), '') FROM claim_given;

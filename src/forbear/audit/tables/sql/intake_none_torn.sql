-- A Parquet file has no lines that could be torn.
CREATE TEMP TABLE intake_torn (line BIGINT, "text" VARCHAR, reasons VARCHAR[]);

-- Lines that are kept aside, and why; "text" only where the line is no row.
CREATE OR REPLACE TEMP TABLE bad (line BIGINT, reason VARCHAR, "text" VARCHAR);

-- The rows that are surely somebody's.
CREATE OR REPLACE TEMP VIEW /* view */ AS
SELECT person_id, "row", /* columns */ FROM /* counted */ WHERE person_id IS NOT NULL;

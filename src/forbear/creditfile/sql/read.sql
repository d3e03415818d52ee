-- Each cell of one table as text and as what was read of it; what cannot be read goes to "bad".
CREATE OR REPLACE TEMP TABLE /* read */ AS
SELECT line, minor, /* told */, /* cells */ FROM (SELECT *, /* minor */ AS minor FROM /* staged */);
INSERT INTO bad SELECT line, /* table */ || '.' || unnest(reasons), NULL
FROM (SELECT line, list_concat(/* faults */, list_filter([/* consent */], lambda one: one IS NOT NULL)) AS reasons FROM /* read */);

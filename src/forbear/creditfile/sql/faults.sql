-- What cannot be read in the cells of one table.
INSERT INTO bad SELECT line, /* table */ || '.' || unnest(reasons), NULL
FROM (SELECT line, list_concat(/* faults */, list_filter([/* consent */], lambda one: one IS NOT NULL)) AS reasons FROM /* staged */);

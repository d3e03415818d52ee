-- In the total order: by debtor, then by when it became known. The place in this table is the place in the order.
CREATE OR REPLACE TEMP TABLE sorted AS SELECT * FROM happening ORDER BY d, known_at, tie, spec;

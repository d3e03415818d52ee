-- One table of facts: its rows, which are only ever added to, and the view that says whence each came.
CREATE TABLE IF NOT EXISTS /* rows */ (
    delivery VARCHAR NOT NULL, line BIGINT NOT NULL, correction BOOLEAN NOT NULL, consent VARCHAR, /* columns */
);
CREATE OR REPLACE VIEW /* table */ AS
SELECT c.lender, c.received, c.licence, c.file, r.* FROM /* rows */ AS r JOIN counting AS c USING (delivery);

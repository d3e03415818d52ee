-- What came, from whom and when. What was sent is one file of one lender, as an original or as a correction, under one licence; each time it comes
-- is an arrival, and read by one mapping it is a delivery.
CREATE TABLE IF NOT EXISTS store (version INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS delivery (
    delivery VARCHAR PRIMARY KEY, sent VARCHAR NOT NULL, lender VARCHAR NOT NULL, file VARCHAR NOT NULL, format VARCHAR NOT NULL, map VARCHAR NOT NULL,
    map_file VARCHAR NOT NULL, licence VARCHAR, correction BOOLEAN NOT NULL, lines BIGINT NOT NULL, "rows" BIGINT NOT NULL,
    repeated BIGINT NOT NULL, rejected BIGINT NOT NULL, reading BIGINT NOT NULL
);
CREATE TABLE IF NOT EXISTS arrival (sent VARCHAR NOT NULL, received TIMESTAMP NOT NULL, "name" VARCHAR NOT NULL);
CREATE TABLE IF NOT EXISTS rejected (delivery VARCHAR NOT NULL, line BIGINT, reasons VARCHAR[] NOT NULL, "text" VARCHAR);
CREATE TABLE IF NOT EXISTS doubt (
    delivery VARCHAR NOT NULL, line BIGINT NOT NULL, "table" VARCHAR NOT NULL, code VARCHAR NOT NULL, what VARCHAR NOT NULL
);
-- A file that comes again is no news: it counts from its first arrival. Of a file that was read by several mappings the last reading counts.
CREATE OR REPLACE VIEW counting AS
SELECT d.delivery, d.lender, a.received, d.licence, d.file FROM delivery AS d
JOIN (SELECT sent, min(received) AS received FROM arrival GROUP BY sent) AS a USING (sent)
QUALIFY d.reading = max(d.reading) OVER (PARTITION BY d.sent);

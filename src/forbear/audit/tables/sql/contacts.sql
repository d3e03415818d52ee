-- The contacts that collectors began, each with the clock time where the debtor is (in the first zone named for it, else UTC).
CREATE OR REPLACE TEMP TABLE audit_contacts AS
SELECT e.debtor, e.seq, e."at", e."at" + coalesce(o."offset", 0) AS local, coalesce(o."offset", 0) AS "offset",
    coalesce(e.collector, '') AS collector, coalesce(e.person, '') AS person, coalesce(e.channel, '') AS channel
FROM events AS e
LEFT JOIN debtors AS d ON d.debtor = e.debtor
LEFT JOIN zone_offsets AS o ON o.zone = d.zones[1] AND e."at" >= o.start AND e."at" < o.stop
WHERE e.kind = 'contact' AND e.direction = 'outbound';

CREATE OR REPLACE TEMP TABLE audit_judged (
    book INTEGER, debtor VARCHAR, seq BIGINT, verdict VARCHAR, spoke BIGINT, undecided BIGINT
);

-- The rows that are taken; of rows that say the same the first.
INSERT INTO /* rows */ (delivery, line, correction, consent, /* columns */)
SELECT /* delivery */, line, correction, consent, /* columns */ FROM /* good */ WHERE line NOT IN (SELECT line FROM bad)
QUALIFY row_number() OVER (PARTITION BY /* key */, /* whole */ ORDER BY line) = 1;

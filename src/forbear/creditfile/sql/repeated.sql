-- How many rows say again what another row of the delivery says.
SELECT count(*) - count(DISTINCT (/* key */, /* whole */)) FROM /* good */ WHERE line NOT IN (SELECT line FROM bad);

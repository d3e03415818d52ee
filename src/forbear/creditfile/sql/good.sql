-- The rows of the lines of which every cell can be read, in the types of their columns.
CREATE OR REPLACE TEMP TABLE /* good */ AS
SELECT line, /* correction */ AS correction, consent, /* columns */
FROM /* staged */ WHERE line NOT IN (SELECT line FROM bad);

-- The rows of the lines of which every cell can be read.
CREATE OR REPLACE TEMP TABLE /* good */ AS
SELECT line, /* correction */ AS correction, consent, /* columns */ FROM /* read */ WHERE line NOT IN (SELECT line FROM bad);

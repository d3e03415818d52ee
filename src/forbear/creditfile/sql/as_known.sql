-- For every key the row that counts, by what had come until an instant: a correction beats an original, otherwise the later arrival wins.
CREATE OR REPLACE MACRO /* name */(until := TIMESTAMP 'infinity') AS TABLE
SELECT * FROM (
    SELECT * FROM /* table */ WHERE received <= until
    QUALIFY row_number() OVER (PARTITION BY lender, /* named by */ ORDER BY /* order */) = 1
)
/* latest */;

-- What kind of institution each lender is, as far as it is said; the newest word counts.
CREATE OR REPLACE TEMP TABLE lender_kind AS
SELECT lender, kind FROM (/* said */) WHERE received <= /* until */
QUALIFY row_number() OVER (PARTITION BY lender ORDER BY received DESC, seq DESC) = 1;

-- Each bad month of an account with the day on which its badness began and ended; retention.py is the definition.
CREATE OR REPLACE TEMP TABLE ageing_month AS
WITH bad AS (
    SELECT person_id, "row", lender, account, month, status
    FROM person_account_month WHERE status IN (SELECT unnest(/* bad */))
), good AS (
    SELECT person_id, lender, account, month FROM person_account_month
    SEMI JOIN bad USING (person_id, lender, account)
    WHERE status IN (SELECT unnest(/* good */))
), around AS (
    SELECT bad.*, p.month AS last_good, n.month AS next_good
    FROM bad
    ASOF LEFT JOIN good AS p ON bad.person_id = p.person_id AND bad.lender = p.lender AND bad.account = p.account
        AND bad.month > p.month
    ASOF LEFT JOIN good AS n ON bad.person_id = n.person_id AND bad.lender = n.lender AND bad.account = n.account
        AND bad.month < n.month
), run AS (
    SELECT *, min(month) OVER (PARTITION BY person_id, lender, account, last_good) AS first_bad FROM around
)
SELECT
    run.*,
    last_day(run.month) AS month_end,
    least(
        run.next_good,
        CASE
            WHEN a.close_reason IN (SELECT unnest(/* ended_by */)) AND a.closed >= run.month THEN a.closed
        END
    ) AS ended,
    CASE
        WHEN a.first_late < run.first_bad
            AND (run.last_good IS NULL OR a.first_late >= run.last_good + INTERVAL 1 MONTH)
            THEN a.first_late
        ELSE run.first_bad
    END AS began
FROM run LEFT JOIN person_account AS a USING (person_id, lender, account);

-- Each month of an account with the day on which its badness began and ended; retention.py is the definition.
CREATE OR REPLACE TEMP TABLE ageing_month AS
WITH sorted AS (
    SELECT
        person_id, "row", lender, account, month, status,
        status IN (SELECT unnest(/* bad */)) AS bad,
        status IN (SELECT unnest(/* good */)) AS good
    FROM person_account_month
), around AS (
    SELECT
        *,
        max(CASE WHEN good THEN month END) OVER before_it AS last_good,
        min(CASE WHEN good THEN month END) OVER after_it AS next_good
    FROM sorted
    WINDOW
        before_it AS (
            PARTITION BY person_id, lender, account ORDER BY month ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ),
        after_it AS (
            PARTITION BY person_id, lender, account ORDER BY month ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
        )
), run AS (
    SELECT
        *,
        coalesce(min(CASE WHEN bad THEN month END) OVER (
            PARTITION BY person_id, lender, account, last_good ORDER BY month
        ), month) AS first_bad
    FROM around
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

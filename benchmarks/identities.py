"""Made-up claims whose truth is known, as many as wanted: households, namesakes, moves, slips, missing or borrowed numbers.

Names are drawn as often as the made-up people of pseudopeople bear them (the names of the United States). Telephones
are of the exchange 555, which no subscriber has; identity numbers are of nobody. The same count gives the same claims.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.support.identity_sets import folder_of

NAMES = """
CREATE OR REPLACE TEMP TABLE {table} AS
SELECT row_number() OVER (ORDER BY value, id) - 1 AS at, value
FROM (SELECT simulant_id AS id, min(lower({column})) AS value FROM '{path}' WHERE {column} IS NOT NULL GROUP BY simulant_id)
"""
MACROS = """
CREATE OR REPLACE TEMP MACRO chance(of_thousand, i, salt) AS hash(i, salt) % 1000 < of_thousand;
CREATE OR REPLACE TEMP MACRO pick(i, salt, n) AS (hash(i, salt) % n)::BIGINT;
CREATE OR REPLACE TEMP MACRO slip(text, i, salt) AS
    substr(text, 1, 1 + pick(i, salt, length(text) - 1)) || chr((97 + pick(i, salt || 'l', 26))::INTEGER)
    || substr(text, 3 + pick(i, salt, length(text) - 1));
CREATE OR REPLACE TEMP MACRO digit_slip(text, i, salt) AS
    substr(text, 1, pick(i, salt, length(text))) || pick(i, salt || 'd', 10) || substr(text, 2 + pick(i, salt, length(text)));
"""
PEOPLE = """
CREATE OR REPLACE TEMP TABLE person AS
WITH born AS (SELECT p, (p * 10) // 17 AS h FROM range({people}) AS t(p)), rolled AS (
    SELECT
        *, pick(CASE WHEN chance(850, p, 'kin') THEN h ELSE p + 1000000007 END, 'family', {families}) AS family_at,
        pick(CASE WHEN chance(10, p, 'junior') THEN h ELSE p + 1000000007 END, 'given', {givens}) AS given_at
    FROM born
)
SELECT
    p, h, f.value AS family, g.value AS given, DATE '1940-01-01' + pick(p, 'birth', 24000)::INTEGER AS born,
    (1000000000 + (p * 7919 + 104729) % 8999999999)::VARCHAR AS number,
    CASE WHEN chance(450, p, 'own') THEN p + 1000000007 ELSE h END AS line
FROM rolled JOIN family AS f ON f.at = family_at JOIN given AS g ON g.at = given_at
"""
CLAIMS = """
CREATE OR REPLACE TABLE known AS
WITH records AS (
    SELECT *, p * 16 + n AS i, n > 3 AND chance(200, p, 'moves') AS moved, n > 4 AND chance(250, p, 'changes') AS changed
    FROM (SELECT *, unnest(range(1 + pick(p, 'records', 9))) AS n FROM person)
), told AS (
    SELECT
        *, CASE WHEN moved THEN p + 2000000011 ELSE h END AS home, CASE WHEN changed THEN p + 3000000019 ELSE line END AS called,
        strftime(born, '%Y%m%d') AS birth
    FROM records
)
SELECT
    i::VARCHAR AS claim_id, 'lender ' || pick(i, 'lender', 40) AS lender, 'US' AS place, 'national' AS id_kind,
    CASE WHEN chance(750, i, 'number') THEN
        CASE WHEN chance({borrowed}, i, 'borrows') THEN lag(number) OVER (ORDER BY i)
             WHEN chance(10, i, 'number slip') THEN digit_slip(number, i, 'n') ELSE number END
    END AS id_number,
    CASE WHEN chance(20, i, 'family slip') AND length(family) > 2 THEN slip(family, i, 'f') ELSE family END AS family_name,
    CASE WHEN chance(15, i, 'given missing') THEN NULL WHEN chance(10, i, 'initial') THEN given[1]
         WHEN chance(20, i, 'given slip') AND length(given) > 2 THEN slip(given, i, 'g') ELSE given END AS given_name,
    NULL::VARCHAR AS "name",
    CASE WHEN chance(970, i, 'birth') THEN CASE WHEN chance(15, i, 'birth slip') THEN digit_slip(birth, i, 'b') ELSE birth END END AS birth_day,
    CASE WHEN chance(800, i, 'phone') THEN '+1' || (201 + pick(called, 'area', 780)) || '555' || lpad(pick(called, 'line', 10000)::VARCHAR, 4, '0') END AS phone,
    lpad(pick(home // 300, 'post', 99999)::VARCHAR, 5, '0') AS postcode,
    CASE WHEN chance(800, i, 'address') THEN
        (1 + pick(home, 'house', 990)) || ' ' || CASE WHEN chance(30, i, 'street slip') THEN slip(s.value, i, 's') ELSE s.value END || ' street'
    END AS address,
    p::VARCHAR AS truth
FROM told JOIN family AS s ON s.at = pick(home, 'street', {families})
"""


def lay(connection, records: int, borrowed: int = 2) -> None:
    """``claim_given`` and ``truth``: about so many claims, five for each person; of a thousand numbers some are a relative's."""
    path = folder_of("pseudopeople") / "data" / "sample_datasets" / "taxes_w2_and_1099" / "taxes_w2_and_1099.parquet"
    for table, column in (("family", "last_name"), ("given", "first_name")):
        connection.execute(NAMES.format(table=table, column=column, path=path))
    connection.execute(MACROS)
    sizes = {
        f"{name[:-1]}ies" if name.endswith("y") else f"{name}s": _size(connection, name) for name in ("family", "given")
    }
    connection.execute(PEOPLE.format(people=records // 5, **sizes))
    connection.execute(CLAIMS.format(borrowed=borrowed, **sizes))
    connection.execute("CREATE OR REPLACE TABLE claim_given AS SELECT * EXCLUDE (truth) FROM known")
    connection.execute("CREATE OR REPLACE TABLE truth AS SELECT claim_id, truth FROM known; DROP TABLE known")


def _size(connection, table: str) -> int:
    ((size,),) = connection.execute(f"SELECT count(*) FROM {table}").fetchall()
    return int(size)

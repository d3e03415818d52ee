"""Whose record is it, and is everybody served alike: precision and recall of linking by group.

    python benchmarks/groups.py [--borrowed 20] [--plain]

The sets of ``benchmarks/creditfile.py``. Groups: how many people of 100,000 carry the family name, what part of a
person's records carries a number, and, in FEBRL, the state. ``--plain`` joins by weight alone, without screen and
guard, to see what they are worth to whom.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import duckdb

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from forbear.creditfile.identity.groups import lay_groups, measure
from forbear.creditfile.identity.resolve import join
from forbear.creditfile.identity.settings import shipped
from tests.support import identity_sets as sets

LINE = "{name:14} {grouping:22} {level:10} {claims:9,} {precision:10.4f} {recall:8.4f} {mixed:8.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--borrowed", type=int, default=20, help="of a thousand numbers, how many are a relative's")
    parser.add_argument("--plain", action="store_true", help="join by weight alone, without screen and guard")
    given = parser.parse_args()
    print("set            grouping               level        records  precision   recall  mixed %")
    of_set = {
        "FEBRL 3": lambda connection: sets.febrl(connection, "dataset3"),
        "FEBRL 4": lambda connection: sets.febrl(connection, "dataset4a", "dataset4b"),
        "pseudopeople": lambda connection: sets.pseudopeople(connection, given.borrowed),
    }
    for name, lay in of_set.items():
        show(name, lay, plain=given.plain)


def show(name, lay, plain) -> None:
    """One set, linked and measured by group."""
    settings = shipped()
    with duckdb.connect(config={"memory_limit": "3GB", "threads": 2}) as connection:
        lay(connection)
        sets.prepare(connection, settings, screened=not plain)
        sets.lay_clusters(connection, join(connection, settings, guarded=not plain))
        lay_groups(connection)
        sets.lay_regions(connection)
        connection.execute(
            "CREATE TABLE filed AS SELECT claim_id, person AS person_id FROM cluster WHERE person NOT LIKE 'held: %'"
        )
        for one in measure(connection, "filed"):
            shares = {
                "precision": float(one.precision),
                "recall": float(one.recall),
                "mixed": 100 * float(one.mixed_share),
            }
            words = {"name": name, "grouping": one.grouping, "level": one.level, "claims": one.claims}
            print(LINE.format(**words, **shares), flush=True)


if __name__ == "__main__":
    main()

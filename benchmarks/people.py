"""Whose a million records are: how long, how much memory, how rightly, how it grows, and Splink alone beside it.

    python benchmarks/people.py [--records 1000000] [--borrowed 2]

Needs the set ``data`` (``make test`` installs it). Made-up people (``identities.py``): households share a telephone
and an address, namesakes, moves, slips, numbers on three records of four. Each line is a process of its own,
so that peak memory is its own; the time is that of ``resolve``, from the claims to people and ledger, without
making them. A tenth of the records comes first, for the growth. The peer learns, scores and clusters the same nodes by
Splink alone, at the same settings and the threshold 0.99; its time is without normalising and screening (ours).
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import duckdb

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import identities
from forbear.creditfile.identity import model
from forbear.creditfile.identity.counting import counted
from forbear.creditfile.identity.learning import blocks_of, learnt, linker, quiet
from forbear.creditfile.identity.link import usable_of
from forbear.creditfile.identity.resolve import resolve
from forbear.creditfile.identity.settings import shipped
from tests.support import identity_sets as sets

HEAD = "records      who      wall s   CPU s  peak GB  records/s  precision  recall   mixed %     files"
LINE = (
    "{records:<11,} {who:8} {wall:7.1f} {cpu:7.1f} {peak:8.2f} {rate:10,.0f} {precision:10.5f} {recall:8.5f}"
    " {mixed:8.3f} {files:9,}"
)
THRESHOLD = 0.99


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--borrowed", type=int, default=2, help="of a thousand numbers, how many are a relative's")
    parser.add_argument("--one", choices=["ours", "splink"], help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        measure(given.records, given.borrowed, given.one)
        return
    print(HEAD, flush=True)
    for records, who in ((given.records // 10, "ours"), (given.records, "ours"), (given.records, "splink")):
        told = [str(records), "--borrowed", str(given.borrowed), "--one", who]
        subprocess.run([sys.executable, __file__, "--records", *told], check=True)


def measure(records: int, borrowed: int, who: str) -> None:
    """One line: claims made, then joined by us or, from the same nodes, by Splink alone."""
    with tempfile.TemporaryDirectory() as folder:
        config = {"memory_limit": "2GB", "threads": 2, "temp_directory": folder}
        with duckdb.connect(str(Path(folder) / "people.duckdb"), config=config) as connection:
            identities.lay(connection, records, borrowed)
            settings = shipped()
            if who == "splink":
                sets.prepare(connection, settings, linked=False)
            wall, cpu = perf_counter(), used()
            if who == "ours":
                resolve(connection, "2026-11-26", settings)
            else:
                splink_alone(connection, settings)
            took = {"wall": perf_counter() - wall, "cpu": used() - cpu}
            people = "person_of" if who == "ours" else "alone"
            connection.execute(f"CREATE TABLE cluster AS SELECT claim_id, person_id AS person FROM {people}")
            ((count,),) = connection.execute("SELECT count(*) FROM claim_given").fetchall()
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
            print(
                LINE.format(
                    records=count, who=who, peak=peak, rate=count / took["wall"], **took, **sets.worth(connection)
                ),
                flush=True,
            )


def used() -> float:
    """Seconds of processor, those of the system too."""
    spent = resource.getrusage(resource.RUSAGE_SELF)
    return spent.ru_utime + spent.ru_stime


def splink_alone(connection, settings) -> None:
    """``node`` → ``alone``: learnt, scored and clustered by Splink, without a guard."""
    nodes, usable = usable_of(connection)
    most = max(settings.blocking["pairs_free"], settings.blocking["pairs_per_node"] * nodes)
    rules = [rule for rule, pairs in counted(connection, settings.blocking["rules"], usable) if pairs <= most]
    blocks = blocks_of(connection, settings, usable, most)
    weights = learnt(connection, settings, usable, blocks, model.given(settings))
    with quiet():
        alone = linker(connection, "node", model.creator(settings, usable, rules, weights))
        found = alone.inference.predict(threshold_match_probability=THRESHOLD)
        clusters = alone.clustering.cluster_pairwise_predictions_at_threshold(
            found, threshold_match_probability=THRESHOLD
        )
        connection.execute(
            f"""CREATE TABLE alone AS SELECT unnest(claims) AS claim_id, cluster_id AS person_id
            FROM node JOIN (SELECT unique_id, cluster_id FROM {clusters.physical_name}) USING (unique_id)"""
        )


if __name__ == "__main__":
    main()

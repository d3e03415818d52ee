"""Does what we take in rebuild the truth? creforge makes borrowers and cuts them into bad deliveries.

creforge is no dependency of Forbear; install it into an environment of its own, and run this in ours:

    python3 -m venv scratch && scratch/bin/pip install creforge==1.3.0
    .venv/bin/python scripts/creforge_gate.py scratch/bin/creforge --subjects 200 --out scratch/gate

Every delivery is taken in, in an order by chance; `creforge reconcile` then compares accounts and account-months with
its truth.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import time
from datetime import UTC
from pathlib import Path

import duckdb

from forbear.creditfile.intake.mapping import read_mapping
from forbear.creditfile.intake.taking import Delivery, take_in
from forbear.creditfile.store import Store

CASES = Path(__file__).resolve().parent.parent / "tests" / "cases" / "credit" / "creforge"


def deliveries(inbox: Path) -> list[Delivery]:
    """The submissions of an inbox, as they came."""
    mapping = read_mapping(str(CASES / "map.toml"))
    log = duckdb.read_parquet(str(inbox / "submissions.parquet"))
    rows = log.project("lender_id, submission_id, strftime(reporting_month, '%Y-%m'), received_at, kind").fetchall()
    return [
        Delivery(
            next((inbox / lender / month).glob(f"{name}.*")), lender, received.replace(tzinfo=UTC), mapping, "creforge",
            kind == "correction",
        )
        for lender, name, month, received, kind in rows
    ]  # fmt: skip


def rebuild(inbox: Path, out: Path, seed: int) -> None:
    """Take every delivery in and write the tables that creforge compares."""
    came = deliveries(inbox)
    random.Random(seed).shuffle(came)  # noqa: S311 (an order, no secret)
    began, rows = time.perf_counter(), 0
    with Store(out / "store", write=True) as store:
        for one in came:
            taken = take_in(store, one)
            if taken.rejected:
                raise SystemExit(f"{one.path}: {taken.rejected} rows were kept aside")
            rows += sum(taken.rows.values())
        for name in ("account", "account_month"):
            query = (CASES / f"{name}.sql").read_text(encoding="utf-8")
            (out / "rebuilt" / name).mkdir(parents=True)
            store.connection.execute(f"COPY ({query}) TO '{out}/rebuilt/{name}/part.parquet' (FORMAT parquet)")
    print(f"{len(came):,} deliveries, {rows:,} rows taken in, {time.perf_counter() - began:.1f} s")


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("creforge", help="the creforge command of its environment")
    ask.add_argument("--subjects", type=int, default=200)
    ask.add_argument("--months", type=int, default=18)
    ask.add_argument("--seed", type=int, default=7)
    ask.add_argument("--profile", default="baseline", help="a profile of creforge, or a file of one's own")
    ask.add_argument("--issues", default="nasty")
    ask.add_argument("--format", default="csv", choices=("csv", "parquet"))
    ask.add_argument("--out", type=Path, required=True, help="a folder that is not there yet")
    told = ask.parse_args()
    truth, inbox = told.out / "truth", told.out / "inbox"
    told.out.mkdir(parents=True)
    made = (
        "-p",
        told.profile,
        "-n",
        str(told.subjects),
        "-m",
        str(told.months),
        "-s",
        str(told.seed),
        "--format",
        told.format,
    )
    subprocess.run([told.creforge, "generate", *made, "-o", str(truth)], check=True)
    cut = ("--issues", told.issues, "--seed", str(told.seed), "-o", str(inbox))
    subprocess.run([told.creforge, "submissions", str(truth), *cut], check=True)
    rebuild(inbox, told.out, told.seed)
    compared = [told.creforge, "reconcile", str(truth), str(told.out / "rebuilt"), "--inbox", str(inbox)]
    sys.exit(subprocess.run(compared, check=False).returncode)


if __name__ == "__main__":
    main()

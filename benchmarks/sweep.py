"""The set-based engine: contacts per second, beside reading the data, a query by hand, and the scalar engine.

    python benchmarks/sweep.py [--contacts 1000000] [--log FOLDER] [--memory 8GB]

One run prints, for one log of synthetic contacts (``forbear synth``, place US):
(a) reading the columns that judging needs;
(b) a query written by hand for four rules of Regulation F, on debtors of the first bucket in one zone, without
    consents, each of whose contacts is about one debt and was known at once;
(c) our program for the same four rules on the same debtors, which must find the same;
(d) our program for the whole of Regulation F on all debtors, in buckets and several at once as the audit does it, with
    the reading of the files, the writing of the program, and what each takes of the time;
(e) the scalar engine on a sample of debtors, from histories in memory.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Lock
from time import perf_counter
from typing import TypeVar

from forbear.audit.tables.at_once import judge_all, judges_for
from forbear.audit.tables.buckets import Bucket, Shares, lay_zones, margin_of, share_out
from forbear.audit.tables.database import Database
from forbear.audit.tables.history import histories
from forbear.audit.tables.judge import BucketJudge
from forbear.audit.tables.laying import laid_profile, lay_tables
from forbear.audit.tables.log import open_log
from forbear.audit.tables.programs import Programs, Written
from forbear.engine.backends.safely import literal, quoted
from forbear.engine.relational.tables import EVENT_BASE
from forbear.engine.scalar import Judge
from forbear.rules.catalog import get
from forbear.synth.build import Wanted, make
from forbear.synth.place import place_named

T = TypeVar("T")
BOOK = get("us-reg-f")
FOUR = ("hours", "call-frequency", "conversation-pause", "third-party")
KEYS = Programs([BOOK]).keys
ANSWERS = "verdicts"
SAMPLE = 300
DAY = 86_400_000_000
EPOCH = 719_163

PLAIN = """
CREATE TEMP TABLE plain AS SELECT debtor FROM log_events e JOIN log_debtors d USING (debtor) GROUP BY debtor
HAVING bool_and(e.kind NOT IN ('consent', 'located'))
   AND bool_and(e.kind <> 'contact' OR (e."at" = e.known_at AND len(e.debts) = 1))
   AND max(len(d.zones)) = 1"""

BY_HAND = f"""
WITH c AS MATERIALIZED (
  SELECT e.debtor, seq, "at", collector, person, role, direction, channel, outcome, purpose, disclosure,
    debts[1] AS debt,
    ("at" + o."offset" + {EPOCH * DAY}) // {DAY} AS day, ("at" + o."offset" + {EPOCH * DAY}) % {DAY} AS clock,
    channel IN ('call', 'ringless_voicemail') AND role NOT IN ('attorney', 'creditor')
      AND coalesce(outcome, 'no_answer') NOT IN ('busy', 'not_in_service') AS counted,
    channel = 'call' AND outcome = 'conversation' AS talk
  FROM events e JOIN debtors d USING (debtor)
  JOIN zone_offsets o ON o.zone = d.zones[1] AND "at" >= o."start" AND "at" < o.stop
  WHERE e.kind = 'contact'),
near AS (
  SELECT q.debtor, q.seq, count_if(e.counted AND e.direction = 'outbound') AS calls,
    coalesce(bool_or(e.talk), false) AS talked
  FROM (SELECT *, day // 8 AS stretch FROM c WHERE counted AND direction = 'outbound') q
  JOIN (SELECT *, unnest([day // 8, day // 8 + 1]) AS stretch FROM c WHERE counted OR talk) e
    ON e.debtor = q.debtor AND e.collector = q.collector AND e.person = q.person AND e.debt = q.debt
   AND e.stretch = q.stretch AND e.seq < q.seq AND e.day > q.day - 7
  GROUP BY q.debtor, q.seq),
said AS (
  SELECT c.debtor, c.seq,
    role IN ('debtor', 'co_debtor', 'guarantor', 'spouse', 'guardian', 'personal_representative') AS consumer,
    consumer AND (clock < {8 * DAY // 24} OR clock > {21 * DAY // 24}) AS hours,
    counted AND coalesce(calls, 0) >= 7 AS frequency, counted AND coalesce(talked, false) AS pause,
    NOT consumer AND role NOT IN ('attorney', 'creditor', 'estate', 'court')
      AND coalesce(outcome, '') <> 'limited_content_voicemail'
      AND coalesce(purpose, 'ordinary_collection') <> 'marketing'
      AND (disclosure IN ('existence_of_debt', 'amount')
        OR coalesce(purpose, 'ordinary_collection') IN ('ordinary_collection', 'demand_payment', 'discuss_debt',
          'letter_before_action')) AS told
  FROM c LEFT JOIN near ON near.debtor = c.debtor AND near.seq = c.seq WHERE direction = 'outbound')
SELECT count(*) FROM said WHERE hours OR frequency OR pause OR told"""


def main() -> int:
    chosen = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        log = chosen.log or Path(folder) / "log"
        if not chosen.log:
            make(Wanted(place_named("US"), chosen.contacts, 7), log)
        with Database(chosen.memory, Path(folder) / "spill") as db:
            open_log(db, log)
            shares = share_out(db)
            return report(db, shares, lay_zones(db, shares, margin_of([BOOK])))


def report(db: Database, shares: Shares, unbroken: bool) -> int:
    """Measure and print; 1 where the query by hand and the program differ."""
    contacts = db.rows("SELECT count(*) FROM log_events WHERE kind = 'contact' AND direction = 'outbound'")[0][0]
    at_once = f"{len(shares.buckets)} buckets, {shares.at_once} at once"
    print(f"{contacts:,} contacts begun by collectors, {at_once}, {db.memory} of memory\n")
    wanted = ", ".join(f'"{key}"' for key in sorted((KEYS | set(EVENT_BASE)) & set(db.columns("log_events"))))
    line("a  read the columns", contacts, *timed(lambda: db.rows(f"SELECT sum(hash({wanted})) FROM log_events")))
    db.connection.execute(PLAIN)
    by_hand, ours = _four_rules(db, shares.buckets[0], unbroken)
    programs, spent = Programs([BOOK]), Counter[str]()
    judges = judges_for(db, shares.at_once, lambda each: BucketJudge(each, programs, shares, unbroken))
    whole = _Whole(spent)
    _, took = timed(lambda: judge_all(judges, whole.judge, lambda bucket: None))
    parts = {what: took * seconds / spent.total() for what, seconds in spent.items()}
    line(
        "d  all of Regulation F",
        contacts,
        whole.found,
        took,
        ", ".join(f"{what} {s:.1f} s" for what, s in parts.items()),
    )
    rate, told = _scalar(db)
    judging = contacts / parts["judging"] / rate
    print(f"   e  scalar engine, a sample      {rate:>12,.0f} contacts/s")
    print(f"      d is {contacts / took / rate:.1f} × e, judging alone {judging:.1f} × e")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\npeak memory {peak:,.0f} MB; refused in the sample: {told}")
    if by_hand != ours:
        print(f"b and c differ: {by_hand} and {ours}", file=sys.stderr)
    return int(by_hand != ours)


def _four_rules(db: Database, bucket: Bucket, unbroken: bool) -> tuple[object, object]:
    """Four rules by hand and by our program: how many contacts each refuses."""
    four = Programs([replace(BOOK, rules={name: BOOK.rules[name] for name in FOUR}, exemptions={}, sha256="four")])
    first = f"debtor BETWEEN {literal(bucket.low)} AND {literal(bucket.high)}"
    lay_tables(db, f"debtor IN (SELECT debtor FROM plain) AND {first}", KEYS)
    few = db.rows("SELECT count(*) FROM events WHERE kind = 'contact' AND direction = 'outbound'")[0][0]
    by_hand, seconds = timed(lambda: db.rows(BY_HAND)[0][0])
    line("b  four rules by hand", few, by_hand, seconds)
    profile = laid_profile(db, unbroken)
    written, writing = timed(lambda: four.written(profile)[0])
    ours, took = timed(lambda: refused(db, written))
    beside = f"{took / seconds:.1f} × b; writing the program {writing:.2f} s"
    line("c  four rules by our program", few, ours, took, beside)
    return by_hand, ours


class _Whole:
    """What judging all buckets finds, and the seconds that all who judge at once spend on what."""

    def __init__(self, spent: Counter[str]) -> None:
        self.spent, self.found, self.lock = spent, 0, Lock()

    def judge(self, judge: BucketJudge, number: int, bucket: Bucket) -> None:
        """One bucket."""
        _, reading = timed(lambda: judge.load(bucket))
        profile, looking = timed(judge.profile)
        written, writing = timed(lambda: judge.programs.written(profile)[0])
        found, judging = timed(lambda: refused(judge.db, written))
        with self.lock:
            self.found += found
            self.spent.update({"reading": reading, "writing programs": writing, "judging": judging + looking})


def refused(db: Database, written: Written) -> int:
    """Run a program: how many contacts it refuses."""
    for name, query in written.statements:
        db.connection.execute(f"CREATE OR REPLACE TEMP TABLE {quoted(name or ANSWERS)} AS {query}")
    found = int(db.rows(f"SELECT count(*) FROM {ANSWERS} WHERE verdict = 'refuse'")[0][0])
    for name, _ in written.statements:
        db.connection.execute(f"DROP TABLE IF EXISTS {quoted(name or ANSWERS)}")
    return found


def _scalar(db: Database) -> tuple[float, int]:
    debtors = [row[0] for row in db.rows(f"SELECT debtor FROM log_debtors ORDER BY hash(debtor) LIMIT {SAMPLE}")]
    found = dict(histories(db, debtors))
    judged = told = 0
    started = perf_counter()
    for history in found.values():
        judge = Judge([BOOK], history, "listed")
        for event in history.of_kind("contact").events:
            if event.facts.get("direction") == "outbound":
                judged += 1
                told += judge.decide_event(event).answer == "refuse"
    return judged / (perf_counter() - started), told


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """What it gave, and how many seconds it took."""
    started = perf_counter()
    return work(), perf_counter() - started


def line(name: str, contacts: int, found: object, seconds: float, besides: str = "") -> None:
    """One row of the table."""
    shown = f"{found:>9,} refused" if name[0] != "a" else " " * 17
    print(f"   {name:<30}{contacts / seconds:>14,.0f} contacts/s {seconds:>8.2f} s {shown}  {besides}", flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--contacts", type=int, default=1_000_000)
    parser.add_argument("--log", type=Path, help="a log in the form of tables, instead of making one")
    parser.add_argument("--memory", default="8GB")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

"""The audit by the scalar engine: contacts per second and peak memory, from ten thousand contacts to a million.

    python benchmarks/audit.py [--most 1000000]

Made-up accounts of 200 events each are written as native logs, one file a debtor as ``forbear audit`` takes it, and
audited one after the other under the whole of Regulation F: read, judged, findings with their free dates, exports
written. Each size runs in a process of its own, which reports its peak memory. Beside it stands what cannot be
beaten: reading the same files, and reading them as JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from account import ZONE, history

from forbear.audit.assemble import Log, assemble
from forbear.audit.build import build_audit
from forbear.audit.export import write_all
from forbear.audit.intake.base import Options
from forbear.audit.marks import Marks
from forbear.calendar import moment_of, show_clock, show_day
from forbear.events import Event, History
from forbear.rules.catalog import get
from forbear.vocabulary import EVENT_KEYS

SIZES = (10_000, 100_000, 1_000_000)
EVENTS = 200
OUT = Path(__file__).with_name("out")
_SHOWN = {"clock": show_clock, "day": show_day}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--most", type=int, default=SIZES[-1], help="the largest number of contacts")
    options.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.folder:
        print(json.dumps(audit_all(chosen.folder)))
        return
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores, of which it uses one\n")
    heads = " contacts accounts findings       s   CPU s contacts/s peak MB   read judge write    bytes     JSON"
    print(f"  {heads}")
    for size in SIZES:
        if size <= chosen.most:
            report(size)
    print("\n  contacts/s: a second of CPU. read, judge, write: shares of it. bytes, JSON: how many times as long as")
    print(
        "  reading the files as bytes takes, or as JSON without looking at it. Peak: the whole process, libraries too."
    )


def report(size: int) -> None:
    """Write the logs of one size, audit them in a process of their own, and print a line."""
    shutil.rmtree(OUT, ignore_errors=True)
    try:
        contacts = write_logs(OUT / "logs", size)
        run = subprocess.run(
            [sys.executable, __file__, "--folder", str(OUT)], check=True, capture_output=True, text=True
        )
        found: dict[str, Any] = json.loads(run.stdout)
    finally:
        shutil.rmtree(OUT, ignore_errors=True)
    spent: dict[str, float] = found["seconds"]
    total = spent["read"] + spent["judge"] + spent["write"]
    figures = (
        contacts,
        found["accounts"],
        found["findings"],
        found["watch"],
        total,
        contacts / total,
        found["peak"] / 1024,
    )
    shares = (spent["read"] / total, spent["judge"] / total, spent["write"] / total)
    floor = (total / spent["bytes"], total / spent["json"])
    print("  {:9,} {:8,} {:8,} {:7.0f} {:7.0f} {:10,.0f} {:7,.0f}".format(*figures), end="  ")
    print("{:5.0%} {:5.0%} {:5.0%}".format(*shares), "{:8,.0f} {:8,.1f}".format(*floor))


def write_logs(folder: Path, size: int) -> int:
    """Native logs of so many contacts; how many they are."""
    folder.mkdir(parents=True)
    written = number = 0
    while written < size:
        past = history(EVENTS, number, a_day=0.7)
        written += len(past.of_kind("contact").events)
        (folder / f"{number}.jsonl").write_text("\n".join(lines_of(past)), encoding="utf-8")
        number += 1
    return written


def lines_of(past: History) -> Iterator[str]:
    """A history as Forbear's own JSON Lines."""
    parties = past.parties
    yield json.dumps({
        "kind": "parties", "collectors": [*parties.collectors.values()], "debtor": parties.debtor,
        "people": [*parties.people.values()], "debts": [*parties.debts.values()],
    })  # fmt: skip
    for event in past:
        yield json.dumps({"at": moment_of(event.at, ZONE).isoformat(), "kind": event.kind, **stated(event)})


def stated(event: Event) -> Mapping[str, Any]:
    """The facts of an event as a file states them."""
    kinds = EVENT_KEYS[event.kind]
    return {key: _SHOWN.get(kinds[key], lambda value: value)(value) for key, value in event.facts.items()}


class Clock:
    """CPU seconds by the part of the work: on a machine that does other things too, they say more than a watch."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)

    @contextmanager
    def of(self, part: str) -> Iterator[None]:
        begin = process_time()
        yield
        self.seconds[part] += process_time() - begin


def audit_all(folder: Path) -> Mapping[str, Any]:
    """Audit every log of a folder; seconds by part, findings, and the peak memory of this process in kB."""
    clock, books, findings = Clock(), [get("us-reg-f")], 0
    logs = sorted((folder / "logs").iterdir())
    begin = perf_counter()
    for number, path in enumerate(logs):
        with clock.of("read"):
            made = assemble([Log(path)], Marks(), Options())
        with clock.of("judge"):
            result = build_audit(made, books)
        with clock.of("write"):
            write_all(result, folder / "found" / str(number))
        findings += len(result.findings)
    watch = perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for path in logs:
        with clock.of("bytes"):
            text = path.read_bytes()
        with clock.of("json"):
            for line in text.splitlines():
                json.loads(line)
    clock.seconds["json"] += clock.seconds["bytes"]
    return {"seconds": clock.seconds, "findings": findings, "peak": peak, "accounts": len(logs), "watch": watch}


if __name__ == "__main__":
    main()

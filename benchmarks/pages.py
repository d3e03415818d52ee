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
import json
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
from uuid import uuid4

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

DEBTS, CONTACTS, DEBTS_EACH = 100_000, 5_000_000, 2
MOST_MS, MOST_QUERIES = 150, 20
BATCH = 500
HOURS_BETWEEN = 30
CLERKS_SHARE = 3
"""Every so many accounts one is the clerk's."""


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


def fill(share: float) -> str:
    """The demonstration, and a large portfolio beside its own; what there is then."""
    from django.db import connection

    from forbear.web.desks.collector.models import Account, Portfolio
    from forbear.web.people import opening

    opening.make_demo_people()
    opening.fill_desks()
    if not Portfolio.objects.filter(name="Large").exists():
        debtors = int(DEBTS * share) // DEBTS_EACH
        copies(debtors, int(CONTACTS * share) // debtors)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("SELECT count(*) FROM ledger_record")
        records = cursor.fetchone()[0]
    debts = sum(Account.objects.values_list("debts_count", flat=True))
    return f"{debts:,} debts of {Account.objects.count():,} debtors, {records:,} records"


def copies(debtors: int, contacts: int) -> None:
    """Accounts like those of the demonstration, with their records and so many contacts each."""
    from django.db import connection, transaction

    from forbear.web.desks.collector.models import Account, Portfolio
    from forbear.web.ledger import bodies, gates, models

    small = Portfolio.objects.exclude(name="Large").earliest("made_at")
    patterns = list(small.accounts.select_related("portfolio").order_by("debtor"))
    large = Portfolio.objects.create(
        organisation=small.organisation, name="Large", collector=small.collector, currency=small.currency,
        made_at=gates.now(), state="ready", source=uuid4().hex, rows_read=debtors * DEBTS_EACH,
        rows_kept=debtors * DEBTS_EACH,
    )  # fmt: skip
    clerk = next((one.assigned_to for one in patterns if one.assigned_to), None)
    logs = [gates.gate().store.read(one.debtor) for one in patterns]
    call = next(record.body for log in logs for record in log if _is_call(record))
    key = models.bodies_of("default").current(connection)
    with transaction.atomic():
        bodies.put_back(connection, key)
    luck = random.Random(1)
    for start in range(0, debtors, BATCH):
        rows, heads, accounts, placed = [], [], [], []
        for number in range(start, min(start + BATCH, debtors)):
            pattern, log = patterns[number % len(patterns)], logs[number % len(patterns)]
            name = f"L{number:07}"
            records = list(history(name, pattern.debtor, log, call, contacts, luck))
            rows += [
                (name, one.seq, one.at, one.kind, bodies.sealed(key, json.dumps(one.body)), one.hash) for one in records
            ]
            heads.append((name, records[-1].seq, records[-1].at, records[-1].hash))
            accounts.append(account(Account, pattern, large, name, records[-1].seq, clerk, number, luck))
            placed += [(name, debt["name"], small.collector) for debt in accounts[-1].debts]
        with transaction.atomic():
            _put(rows, heads, placed)
            Account.objects.bulk_create(accounts)
        if start % (BATCH * 20) == 0:
            print(f"  {start:,} of {debtors:,} debtors", flush=True)


def _is_call(record: Any) -> bool:
    event = record.body.get("event", {})
    return record.kind == "event" and event.get("kind") == "contact" and event.get("direction") == "outbound"


def history(name: str, of: str, log: Any, call: Any, contacts: int, luck: random.Random) -> Iterator[Any]:
    """The records of a copy: the parties of the pattern, then contacts, then whatever else the pattern has."""
    from forbear.calendar import HOUR, moment_of
    from forbear.chain import START, head_of
    from forbear.gate.chain import tied

    head, now = START, log[-1].at
    text = json.dumps(call)
    whose = call["event"]["person"]
    begin = now - (contacts + 2) * HOURS_BETWEEN * HOUR
    first = tied(head, name, begin, "parties", _renamed(log[0].body, of, name), ())
    yield first
    head = head_of(first)
    for number in range(contacts):
        at = begin + (number + 1) * HOURS_BETWEEN * HOUR + luck.randrange(HOUR)
        body = json.loads(text.replace(whose, name))
        body["event"]["at"] = moment_of(at).isoformat() if isinstance(body["event"]["at"], str) else at
        record = tied(head, name, at, "event", body, ())
        yield record
        head = head_of(record)
    for old in log[1:]:
        record = tied(head, name, old.at, old.kind, _renamed(old.body, of, name), ())
        yield record
        head = head_of(record)


def _renamed(body: Any, of: str, name: str) -> Any:
    return json.loads(json.dumps(body).replace(of, name))


def account(
    model: Any, pattern: Any, large: Any, name: str, seq: int, clerk: Any, number: int, luck: random.Random
) -> Any:
    """An account whose standing was just judged."""
    from forbear.calendar import HOUR
    from forbear.web.desks.collector import contactable
    from forbear.web.desks.collector.models import NEVER
    from forbear.web.ledger import gates

    now = gates.now()
    person = _renamed(pattern.person, pattern.debtor, name) | {"name": f"Example {number}"}
    debts = _renamed(pattern.debts, pattern.debtor, name)
    while len(debts) < DEBTS_EACH:
        debts.append({**debts[0], "name": f"{debts[0]['name']}-{len(debts)}"})
    later = now < pattern.from_at < NEVER - 1
    return model(
        portfolio=large, organisation_id=large.organisation_id, debtor=name, person=person, debts=debts,
        debts_count=len(debts), due_minor=pattern.due_minor + number, oldest_due_day=pattern.oldest_due_day,
        assigned_to=clerk if number % CLERKS_SHARE == 0 else None, word=pattern.word, channel=pattern.channel,
        from_at=now + luck.randrange(48 * HOUR) if later else pattern.from_at, why=pattern.why, judged_at=now,
        judged_seq=seq, stands_until=now + 24 * HOUR, **contactable.hashes(person),
    )  # fmt: skip


def _put(rows: list[Any], heads: list[Any], placed: list[Any]) -> None:
    tables = {
        "ledger_record (debtor, seq, at, kind, body, hash)": rows,
        "ledger_debtor (id, seq, at, hash)": heads,
        "access_placement (debtor, debt, collector)": placed,
    }
    from django.db import connection

    with connection.cursor() as cursor:
        for table, lines in tables.items():
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    for line in lines:
                        copy.write_row(line)
            else:
                places = ", ".join(["%s"] * len(lines[0]))
                cursor.executemany(f"INSERT INTO {table} VALUES ({places})", lines)


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

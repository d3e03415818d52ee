"""A large portfolio for a benchmark: copies of the accounts of the demonstration, with true records of each.

Imported where Django is set up.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from django.db import connection, transaction

from forbear.calendar import HOUR, moment_of
from forbear.chain import START, head_of
from forbear.gate.chain import tied
from forbear.web.desks.collector import contactable
from forbear.web.desks.collector.models import NEVER, Account, Portfolio
from forbear.web.ledger import bodies, gates, models
from forbear.web.people import opening

DEBTS, CONTACTS, DEBTS_EACH = 100_000, 5_000_000, 2
BATCH = 500
HOURS_BETWEEN = 30
CLERKS_SHARE = 3
"""Every so many accounts one is the clerk's."""


def fill(share: float) -> str:
    """The demonstration, and a large portfolio beside its own; what there is then."""
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
            rows += [(name, one.seq, one.at, one.kind, bodies.sealed(key, one.written), one.hash) for one in records]
            heads.append((name, records[-1].seq, records[-1].at, records[-1].hash))
            accounts.append(account(pattern, large, name, records[-1].seq, clerk, number, luck))
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


def account(pattern: Any, large: Any, name: str, seq: int, clerk: Any, number: int, luck: random.Random) -> Any:
    """An account whose standing was just judged."""
    now = gates.now()
    person = _renamed(pattern.person, pattern.debtor, name) | {"name": f"Example {number}"}
    debts = _renamed(pattern.debts, pattern.debtor, name)
    while len(debts) < DEBTS_EACH:
        debts.append({**debts[0], "name": f"{debts[0]['name']}-{len(debts)}"})
    later = now < pattern.from_at < NEVER - 1
    return Account(
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
    with connection.cursor() as cursor:
        for table, lines in tables.items():
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    for line in lines:
                        copy.write_row(line)
            else:
                places = ", ".join(["%s"] * len(lines[0]))
                cursor.executemany(f"INSERT INTO {table} VALUES ({places})", lines)

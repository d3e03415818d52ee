"""What the desk shows in a demonstration: the sample portfolios, partly assigned, and things that came in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from forbear.calendar import MINUTE, local_day, moment_of
from forbear.gate.asked import read_asked
from forbear.places import shipped
from forbear.web.desks.collector import asking, bringing, contactable, programs, recording
from forbear.web.desks.collector.columns import recognised
from forbear.web.desks.collector.lines import Usual
from forbear.web.desks.collector.models import Account, Portfolio
from forbear.web.desks.collector.tables import read_table
from forbear.web.ledger import gates
from forbear.web.ledger.names import of_person
from forbear.web.people.models import Organisation, User

COLLECTOR = "beichen-example"
WRITTEN = date(2026, 11, 27)
"""The day as of which the sample was written; a demonstration moves its days to its own."""
_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


ZONE = "Asia/Shanghai"
SAMPLES = (
    ("portfolio.csv", "Beichen, November", ("CN", ZONE, "CNY")),
    ("portfolio-us.csv", "Hudson, November", ("US-NY", "America/New_York", "USD")),
)
"""The file of each portfolio, its name, and the place, zone and currency of its rows. The first one is always there."""
UNASSIGNED = 5
"""Every so many accounts one is left without a clerk."""
HOLDS = {
    "BC-0003": "complaint",
    "BC-0005": "dispute",
    "BC-0010": "hardship",
    "BC-0012": "workout",
    "BC-0017": "deceased",
}
WISHES = ("BC-0002",)
CALLED, CALLS = "BC-0004", 3
"""Somebody who was called so often today that the next call must wait."""
LOST = ("BC-0008", "BC-0016")
"""Debtors who cannot be reached: their agreed contacts may be asked for."""
WRITTEN_TO = "BC-0019"
DOUBTFUL = "{name}，您的账户有款项已到期。如继续逾期，我行可能依法提起诉讼。请与我们联系。回复T退订。"
"""A message that a person must judge: in a demonstration it waits for a supervisor."""
PROGRAM, OF_A_PROGRAM = "Sample dialler", "BC-0022"
VISIT = "{name}，您的账户有款项已到期，我们将上门拜访，请与我们联系约定时间。回复T退订。"
"""The same, asked for by a program."""


def fill(people: Mapping[str, User], organisations: Mapping[str, Organisation]) -> None:
    """Lay the sample portfolios out that the gate has rulebooks for, where none is there yet."""
    clerk, supervisor = people.get("collector"), people.get("supervisor")
    agency = next((one for one in organisations.values() if one.kind == "collector"), None)
    if clerk is None or supervisor is None or agency is None or Portfolio.objects.filter(organisation=agency).exists():
        return
    for file, name, usual in SAMPLES[:1] + tuple(one for one in SAMPLES[1:] if _has_rulebooks(one[2][0])):
        portfolio = _brought(agency, supervisor, file, name, usual)
        pks = list(portfolio.accounts.order_by("debtor").values_list("pk", flat=True))
        own = [pk for number, pk in enumerate(pks, start=1) if number % UNASSIGNED]
        Account.objects.filter(pk__in=own).update(assigned_to=clerk)
        _told(portfolio, of_person(agency.pk, clerk.pk))


def _has_rulebooks(place: str) -> bool:
    where = shipped().written(shipped().read(place))
    return bool(gates.gate().books.of({f"place.{level}": name for level, name in where.items()}).books)


def _brought(agency: Organisation, supervisor: User, file: str, name: str, usual: tuple[str, str, str]) -> Portfolio:
    today = date.fromordinal(local_day(gates.now(), ZONE))
    table = read_table(SimpleUploadedFile(file, _moved(file, today - WRITTEN).encode()))
    wanted = bringing.Wanted(name, COLLECTOR, "", Usual(*usual, today), recognised(table.header))
    portfolio = bringing.bring(agency, supervisor, table, wanted, queued=False)
    bringing.take_pieces(portfolio, lambda *_: None)
    Portfolio.objects.filter(pk=portfolio.pk).update(state="ready")
    return portfolio


def _moved(file: str, later: timedelta) -> str:
    """A file of the sample, its days moved."""
    text = files("forbear").joinpath("sample", "collector", file).read_text(encoding="utf-8")
    return _DAY.sub(lambda found: (date.fromisoformat(found[0]) + later).isoformat(), text)


def _told(portfolio: Portfolio, by: str) -> None:
    """Holds, wishes and calls of the last hours."""
    for one in portfolio.accounts.select_related("portfolio"):
        for number, event in enumerate(_events(one)):
            at = moment_of(gates.now() - (number + 1) * 10 * MINUTE, ZONE).isoformat()
            recording.record(one, {**event, "at": at}, by, f"demo:{one.debtor}:{number}")
        if one.debtor in LOST:
            recording.reachable(one, False, by)
        if one.debtor == WRITTEN_TO:
            _asked_for(one, by)
        if one.debtor == OF_A_PROGRAM:
            _asked_for_by_a_program(one)


def _asked_for(one: Account, by: str) -> None:
    """A message is asked for; by day the gate leaves it to a person."""
    contact, name = _message(one)
    asking.ask(one, contact, "demo", by, text=DOUBTFUL.format(name=name))


def _asked_for_by_a_program(one: Account) -> None:
    contact, name = _message(one)
    asked = read_asked(PROGRAM, "demo", one.debtor, contact, text=VISIT.format(name=name))
    answer = gates.gate().ask(asked, gates.now())
    if answer.word == "ask-a-person":
        programs.noted(asked=asked, answer=answer)


def _message(one: Account) -> tuple[dict[str, Any], str]:
    """A text message to a debtor, and her name."""
    person = next(contactable.people_of(one))
    return asking.stated(one, person, "sms", person["addresses"][0]["id"], "demand_payment", {}), str(person["name"])


def _events(one: Account) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    own = {"id": one.debtor, "role": "debtor"}
    if one.debtor in HOLDS:
        found.append(recording.hold(one, HOLDS[one.debtor], in_writing=True))
    if one.debtor in WISHES:
        found.append({"kind": "wish", "person": one.debtor, "from": "18:00:00", "to": "20:00:00", "only": True})
    if one.debtor == CALLED:
        call = recording.inbound(one, own, "call", outcome="conversation")
        found += [call, *({**call, "direction": "outbound"} for _ in range(CALLS))]
    return found

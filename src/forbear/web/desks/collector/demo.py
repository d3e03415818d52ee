"""What the desk shows in a demonstration: the sample portfolios, partly assigned, and things that came in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from forbear.calendar import HOUR, local_day, moment_of
from forbear.web.desks.collector import bringing, recording
from forbear.web.desks.collector.columns import recognised
from forbear.web.desks.collector.lines import Usual
from forbear.web.desks.collector.models import Account, Portfolio
from forbear.web.desks.collector.tables import read_table
from forbear.web.ledger import gates
from forbear.web.people.models import Organisation, User

COLLECTOR = "beichen-example"
WRITTEN = date(2026, 11, 27)
"""The day as of which the samples were written; a demonstration moves their days to its own."""
_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


@dataclass(frozen=True, slots=True)
class Sample:
    """A file of the samples, and what holds where its rows say nothing."""

    name: str
    file: str
    place: str
    zone: str
    currency: str


SAMPLES = (
    Sample("Beichen, November", "portfolio.csv", "CN", "Asia/Shanghai", "CNY"),
    Sample("Hudson, November", "portfolio-us.csv", "US-NY", "America/New_York", "USD"),
)
UNASSIGNED = 5
"""Every so many accounts one is left without a clerk."""
HOLDS = {
    "BC-0003": "complaint", "BC-0005": "dispute", "BC-0010": "hardship", "BC-0012": "workout", "BC-0017": "deceased",
    "NY-0002": "cease", "NY-0004": "represented", "NY-0006": "complaint", "NY-0008": "dispute", "NY-0009": "insolvency",
}  # fmt: skip
TALKED = ("NY-0001", "NY-0007", "BC-0004")
WISHES = {"NY-0003": ("18:00:00", "20:00:00"), "BC-0002": ("18:00:00", "20:00:00")}
LOST = ("BC-0008", "BC-0016")
"""Debtors who cannot be reached: their agreed contacts may be asked for."""


def fill(people: Mapping[str, User], organisations: Mapping[str, Organisation]) -> None:
    """Lay the sample portfolios out, where none is there yet."""
    clerk, supervisor = people.get("collector"), people.get("supervisor")
    agency = next((one for one in organisations.values() if one.kind == "collector"), None)
    if clerk is None or supervisor is None or agency is None or Portfolio.objects.filter(organisation=agency).exists():
        return
    for sample in SAMPLES:
        portfolio = _brought(agency, supervisor, sample)
        pks = list(portfolio.accounts.order_by("debtor").values_list("pk", flat=True))
        own = [pk for number, pk in enumerate(pks, start=1) if number % UNASSIGNED]
        Account.objects.filter(pk__in=own).update(assigned_to=clerk)
        _told(portfolio, sample, f"desk:{agency.pk}:{clerk.pk}")


def _brought(agency: Organisation, supervisor: User, sample: Sample) -> Portfolio:
    today = date.fromordinal(local_day(gates.now(), "UTC"))
    content = _moved(sample, today - WRITTEN).encode()
    table = read_table(SimpleUploadedFile(sample.file, content))
    usual = Usual(sample.place, sample.zone, sample.currency, today)
    wanted = bringing.Wanted(sample.name, COLLECTOR, "", usual, recognised(table.header))
    portfolio = bringing.bring(agency, supervisor, table, wanted, queued=False)
    bringing.take_pieces(portfolio, lambda *_: None)
    Portfolio.objects.filter(pk=portfolio.pk).update(state="ready")
    return portfolio


def _moved(sample: Sample, later: timedelta) -> str:
    """The file of a sample, its days moved."""
    text = files("forbear").joinpath("sample", "collector", sample.file).read_text(encoding="utf-8")
    return _DAY.sub(lambda found: (date.fromisoformat(found[0]) + later).isoformat(), text)


def _told(portfolio: Portfolio, sample: Sample, by: str) -> None:
    """Holds, wishes and calls that came in the day before."""
    yesterday = moment_of(gates.now() - 24 * HOUR, sample.zone).isoformat()
    for one in portfolio.accounts.select_related("portfolio"):
        for number, event in enumerate(_events(one)):
            recording.record(one, {**event, "at": yesterday}, by, f"demo:{one.debtor}:{number}")
        if one.debtor in LOST:
            recording.reachable(one, False, by)


def _events(one: Account) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if one.debtor in HOLDS:
        found.append(recording.hold(one, HOLDS[one.debtor], in_writing=True))
    if one.debtor in WISHES:
        begins, ends = WISHES[one.debtor]
        found.append({"kind": "wish", "person": one.debtor, "from": begins, "to": ends, "only": True})
    if one.debtor in TALKED:
        own = {"id": one.debtor, "role": "debtor"}
        found.append(recording.inbound(one, own, "call", outcome="conversation"))
    return found

"""A portfolio brought in: its rows become accounts, parties in the gate and placements, piece by piece, once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from hashlib import sha256
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django_tasks import task

from forbear.gate.gate import Change
from forbear.web.access.models import ApiKey, Placement
from forbear.web.desks.collector import contactable, standing, stating
from forbear.web.desks.collector.columns import picked
from forbear.web.desks.collector.lines import Line, Usual, Wrong, line_of
from forbear.web.desks.collector.models import Account, Piece, Portfolio
from forbear.web.desks.collector.tables import Table
from forbear.web.jobs import queue
from forbear.web.jobs.doing import Doing
from forbear.web.jobs.models import Job
from forbear.web.ledger import gates
from forbear.web.ledger.names import of_organisation
from forbear.web.people.models import Organisation, User

ROWS_A_PIECE = 400
Rejected = tuple[int, str, str, str]
"""A row that is not taken in: its line, the customer, the column's field, a word for why."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a file is to be taken in: who collects under which licence, and what holds where a row says nothing."""

    name: str
    collector: str
    licence: str
    usual: Usual
    mapping: Mapping[str, int]

    def as_json(self) -> dict[str, Any]:
        """What the pieces need of it."""
        usual = self.usual
        said = [usual.place, usual.zone, usual.currency, usual.as_of.isoformat()]
        return {"licence": self.licence, "usual": said}


def is_anothers(collector: str, own: Organisation) -> bool:
    """Does somebody else on this server collect under that name? Whoever shared it would see the other's debts."""
    portfolios = Portfolio.objects.filter(collector=collector)
    keys = ApiKey.objects.filter(collector=collector)
    if own.is_house or portfolios.filter(organisation=own).exists() or keys.filter(organisation=own.name).exists():
        return False
    return any(rows.exists() for rows in (portfolios, keys, Placement.objects.filter(collector=collector)))


def bring(organisation: Organisation, user: User, table: Table, wanted: Wanted, *, queued: bool = True) -> Portfolio:
    """Keep the rows of a file, sealed, and queue their taking in; the portfolio that is there where it was sent before.

    Columns that are not mapped are dropped here.
    """
    said = repr((table.sha256, wanted.name, wanted.collector, wanted.as_json(), sorted(wanted.mapping.items())))
    source = sha256(said.encode()).hexdigest()
    before = Portfolio.objects.filter(organisation=organisation, source=source).first()
    if before is not None:
        return before
    try:
        with transaction.atomic():
            portfolio = Portfolio.objects.create(
                organisation=organisation, name=wanted.name, collector=wanted.collector,
                currency=wanted.usual.currency, made_by=user, made_at=gates.now(), source=source,
                rows_read=len(table.rows),
            )  # fmt: skip
            for number, rows in enumerate(_pieces(table, wanted.mapping)):
                Piece.objects.create(
                    portfolio=portfolio, number=number, rows={**wanted.as_json(), "rows": rows}, rejected=[]
                )
            if queued:
                queue.put(take_in, job_name(portfolio), str(portfolio.pk))
    except IntegrityError:  # somebody was quicker
        return Portfolio.objects.get(organisation=organisation, source=source)
    return portfolio


def job_name(portfolio: Portfolio) -> str:
    """The name of the job that takes a portfolio in."""
    return f"portfolio {portfolio.pk}"


def job_of(portfolio: Portfolio) -> Job | None:
    """How far it is."""
    return queue.newest(job_name(portfolio))


def _pieces(table: Table, mapping: Mapping[str, int]) -> Iterator[list[tuple[int, dict[str, str]]]]:
    """The rows by customer, so many at a time, those of one customer never apart."""
    grouped: dict[str, list[tuple[int, dict[str, str]]]] = {}
    for line, cells in table.rows:
        row = picked(cells, mapping)
        grouped.setdefault(row.get("customer", ""), []).append((line, row))
    piece: list[tuple[int, dict[str, str]]] = []
    for rows in grouped.values():
        if piece and len(piece) + len(rows) > ROWS_A_PIECE:
            yield piece
            piece = []
        piece += rows
    yield piece


@task(takes_context=True)
def take_in(context: Any, portfolio_id: str) -> None:
    """Make accounts of the pieces of a portfolio that are still there, then say that it is ready."""
    doing: Doing = context
    portfolio = Portfolio.objects.select_related("organisation").filter(pk=UUID(portfolio_id)).first()
    if portfolio is None:
        return
    take_pieces(portfolio, doing.progress)
    with doing.ending():
        Portfolio.objects.filter(pk=portfolio.pk).update(state="ready")


def take_pieces(portfolio: Portfolio, progress: Callable[[int, int], None]) -> None:
    """Take in the pieces that are still there."""
    pieces = list(portfolio.pieces.order_by("number").values_list("pk", "is_done"))
    for done, (pk, is_done) in enumerate(pieces):
        progress(done, len(pieces))
        if not is_done:
            _take(portfolio, Piece.objects.get(pk=pk))


def _take(portfolio: Portfolio, piece: Piece) -> None:
    """One piece: first the gate, which takes the same again as it was; then accounts and placements, with its end."""
    said = piece.rows
    place, zone, currency, as_of = said["usual"]
    kept, rejected = sorted_out(said["rows"], Usual(place, zone, currency, date.fromisoformat(as_of)))
    accounts = [_account(portfolio, lines) for lines in kept.values()]
    collector = stating.collector_facts(portfolio, said["licence"])
    lines_of = dict(zip((one.debtor for one in accounts), kept.values(), strict=True))
    by = of_organisation(portfolio.organisation_id)
    stating.state({one.debtor: _change(portfolio, one, lines_of[one.debtor], collector) for one in accounts}, by)
    standing.judge(accounts, gates.now(), save=False)
    with transaction.atomic():
        stating.place_debts(
            portfolio.collector, {debtor: [each.facts["id"] for each in lines] for debtor, lines in lines_of.items()}
        )
        Account.objects.bulk_create(accounts, ignore_conflicts=True)
        piece.rows, piece.rejected, piece.is_done = {}, rejected, True
        piece.save()
        _count(portfolio, sum(map(len, kept.values())), len({line for line, *_ in rejected}))


def _count(portfolio: Portfolio, kept: int, rejected: int) -> None:
    row = Portfolio.objects.select_for_update().get(pk=portfolio.pk)
    row.rows_kept += kept
    row.rows_rejected += rejected
    row.save(update_fields=["rows_kept", "rows_rejected"])


def sorted_out(
    rows: Iterable[tuple[int, Mapping[str, str]]], usual: Usual
) -> tuple[dict[str, list[Line]], list[Rejected]]:
    """The rows that can be taken in, by customer, and the others with why."""
    kept: dict[str, list[Line]] = {}
    rejected: list[Rejected] = []
    for number, row in rows:
        found = line_of(number, row, usual)
        if isinstance(found, Line):
            wrong = _against(found, kept.get(found.customer, []))
            if not wrong:
                kept.setdefault(found.customer, []).append(found)
        else:
            wrong = found
        # A number that tells who somebody is stands in no list either.
        shown = "" if any(each.why == "personal" for each in wrong) else row.get("customer", "")
        rejected += [(number, shown, each.field, each.why) for each in wrong]
    return kept, rejected


def _against(line: Line, before: Sequence[Line]) -> list[Wrong]:
    """What speaks against a row beside those of the same customer."""
    wrong = []
    if any(each.person["name"] != line.person["name"] for each in before):
        wrong.append(Wrong("name", "other-name"))
    if any(each.debt["name"] == line.debt["name"] for each in before):
        wrong.append(Wrong("debt", "twice"))
    return wrong


def _account(portfolio: Portfolio, lines: Sequence[Line]) -> Account:
    """The account of a customer, not yet saved."""
    first = lines[0].person
    debtor = stating.debtor_name(portfolio.organisation, lines[0].customer)
    person = {
        **{key: first[key] for key in ("name", "language", "place", "zones")},
        "addresses": contactable.own_addresses(first),
        "people": contactable.agreed_in_file([line.contact for line in lines if line.contact]),
    }
    since = [line.since for line in lines if line.since]
    return Account(
        portfolio=portfolio, organisation=portfolio.organisation, debtor=debtor, person=person,
        debts=[line.debt for line in lines], debts_count=len(lines), due_minor=sum(line.due_minor for line in lines),
        oldest_due_day=min(since).toordinal() if since else None, **contactable.hashes(person),
    )  # fmt: skip


def _change(portfolio: Portfolio, account: Account, lines: Sequence[Line], collector: Mapping[str, str]) -> Change:
    """What the gate is told of an account: the parties, and that the debtor was told of the placement."""
    own = stating.parties_of(account.person, [line.facts for line in lines], collector)
    for line in lines:
        own = stating.merged(own, {"debtor": stating.lives(line.person)})
    events = [
        (f"{portfolio.pk}:{account.debtor}:{line.debt['name']}:told", _told(account, line))
        for line in lines
        if line.told
    ]
    return Change(lambda before: stating.merged(before, own), events)


def _told(account: Account, line: Line) -> dict[str, Any]:
    morning = datetime.combine(line.told or date.min, time(), ZoneInfo(account.person["zones"][0]))
    return {
        "kind": "notice", "notice": "outsourcing", "by": line.debt["creditor"], "debts": [line.debt["name"]],
        "at": morning.isoformat(),
    }  # fmt: skip


def rejected_rows(portfolio: Portfolio) -> list[Rejected]:
    """All rows of a portfolio that were not taken in, by line."""
    found = [tuple(row) for piece in portfolio.pieces.all() for row in piece.rejected]
    return sorted(found)


def total_due(portfolio: Portfolio) -> int:
    """What is due on all accounts of a portfolio."""
    return int(portfolio.accounts.aggregate(due=Sum("due_minor"))["due"] or 0)

"""Documents made from a store: for a report, for a batch, and to see whether one rebuilds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from forbear.creditfile.decision.scorecard import Scorecard
from forbear.creditfile.rights.marks import blocked
from forbear.creditfile.rights.records import NAME as RIGHTS
from forbear.creditfile.rights.records import Rights
from forbear.creditfile.rights.whole import everything
from forbear.creditfile.statements import chain
from forbear.creditfile.statements.chain import Asked, Step
from forbear.creditfile.statements.deciding import decider
from forbear.creditfile.statements.document import Basis, Written, sha256_of, written
from forbear.creditfile.statements.placing import Rate
from forbear.creditfile.store import Store
from forbear.rules.format import Rulebook

RECORDED = ("consents", "looks", "disputes", "marks", "out_of_the_file")
"""What a document holds of the records of rights."""
_FIRST, _LAST = -(2**62), 2**62
"""The ends of a bin that has none."""


@dataclass(frozen=True, slots=True)
class By:
    """By what documents are made. ``card``: none where nothing is decided; ``made_at`` is outside the hash."""

    book: Rulebook
    card: Scorecard | None = None
    made_at: str = ""


def made(store: Store, asked: Asked, by: By, after: str = "", step: Step = lambda _: None) -> Iterator[Written]:
    """The documents asked for, by person; what time alone does is worked out where people are named."""
    ageing: dict[str, Mapping[str, Any]] = {}
    if by.card and asked.people:
        chain.lay_rows(store, asked, step)
        step("ageing")
        ageing = {one: chain.time_alone(store, asked, by.book, by.card, one) for one in asked.people}
    chain.lay(store, asked, by.book, step)
    step("documents")
    decide = decider(by.card, ageing) if by.card else None
    has_rights = (store.folder / RIGHTS).is_file()
    return written(
        store.connection, basis_of(store, asked, by), decide, _Recorded(store) if has_rights else None, after
    )


def out_of_the_file(store: Store) -> tuple[str, ...]:
    """The rows that disputes took out of people's files."""
    if not (store.folder / RIGHTS).is_file():
        return ()
    with Rights(store.folder) as rights:
        return tuple(sorted(blocked(rights.entries())))


def basis_of(store: Store, asked: Asked, by: By) -> Basis:
    """On what documents rest. Without an instant it is the last arrival's: the same store gives the same."""
    until = asked.until or store.rows("SELECT max(received) FROM arrival")[0][0]
    card = {"id": by.card.id, "sha256": by.card.sha256} if by.card else {}
    rates = [
        Rate(one.name, _FIRST if each.low is None else each.low, _LAST if each.high is None else each.high, each.people,
             each.bad, by.card.id)
        for one in by.card.figures for each in one.bins if each.people
    ] if by.card else []  # fmt: skip
    return Basis(
        known_until=_moment(until),
        rulebook={"id": by.book.id, "sha256": by.book.sha256},
        scorecard=card,
        made_at=by.made_at,
        zone=asked.zone or "",
        rates=rates,
    )


def rebuilt(store: Store, document: Mapping[str, Any], by: By) -> str:
    """The hash that the document has when it is made anew from the store; as much as it holds decides how."""
    report = document["report"]
    until = datetime.fromisoformat(report["known_until"])
    asked = Asked(
        date.fromisoformat(report["as_of"]), until, [document["person"]["person_id"]], report.get("zone"),
        out_of_the_file(store),
    )  # fmt: skip
    return next(made(store, asked, by)).sha256


def faults(document: Mapping[str, Any]) -> str:
    """Why a document does not agree with its own hash: ``view``, ``changed``, or empty where it does."""
    if "held" not in document or "report" not in document:
        return "view"
    return "" if sha256_of(document) == document["report"]["sha256"] else "changed"


def _moment(moment: datetime | None) -> str:
    if moment is None:
        return "1970-01-01T00:00:00Z"
    utc = moment.astimezone(UTC) if moment.tzinfo else moment
    return utc.strftime("%Y-%m-%dT%H:%M:%SZ")


class _Recorded:
    """What the records of rights say of people, read anew for each."""

    def __init__(self, store: Store) -> None:
        self._folder = store.folder

    def __call__(self, people: list[str]) -> dict[str, dict[str, Any]]:
        with Rights(self._folder) as rights:
            found = {person: everything(rights, [person]) for person in people}
        return {person: {key: one[key] for key in RECORDED} for person, one in found.items()}

"""Documents made from a store: for a report, for a batch, and to see whether one rebuilds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from forbear.creditfile.decision.scorecard import Scorecard
from forbear.creditfile.features.measured import measured
from forbear.creditfile.rights.marks import blocked
from forbear.creditfile.rights.records import NAME as RIGHTS
from forbear.creditfile.rights.records import Rights
from forbear.creditfile.rights.whole import everything
from forbear.creditfile.statements import chain
from forbear.creditfile.statements.chain import Asked, Step
from forbear.creditfile.statements.deciding import asked_by, decider
from forbear.creditfile.statements.document import Basis, Written, sha256_of, written
from forbear.creditfile.statements.leaving import Leaves
from forbear.creditfile.statements.placing import Rate
from forbear.creditfile.store import Store
from forbear.errors import InputError, Problem, nearest
from forbear.rules.format import Rulebook

RECORDED = ("consents", "looks", "disputes", "marks", "out_of_the_file")
"""What a document holds of the records of rights."""
_NOTHING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class By:
    """By what documents are made. ``card``: none where nothing is decided; ``made_at`` is outside the hash.

    ``policy``: rules that reject alone; ``ages``: whether it is worked out what time alone does to those who are named.
    Raises InputError where the card asks for a figure that the book does not have: it would never be there, which a
    card may take for none, and so for the best.
    """

    book: Rulebook
    card: Scorecard | None = None
    policy: Rulebook | None = None
    made_at: str = ""
    ages: bool = True

    def __post_init__(self) -> None:
        if self.card and (faults := list(_not_in(self.book, self.card))):
            raise InputError(faults)

    @property
    def rulebooks(self) -> Sequence[Rulebook]:
        """The book of figures, and that of the rules."""
        return [self.book, *([self.policy] if self.policy else [])]


def _not_in(book: Rulebook, card: Scorecard) -> Iterator[Problem]:
    for name in sorted(asked_by(card) - set(book.facts)):
        what = f"the card asks for {name!r}, which is no figure of the book {book.id!r}"
        hint = nearest(name, book.facts) or "Give the figure in the card the name that the book gives it"
        yield Problem(card.id, what, "without it the card would judge by less than it says", hint, "figure-unknown")


def made(store: Store, asked: Asked, by: By, after: str = "", step: Step = lambda _: None) -> Iterator[Written]:
    """The documents asked for, by person; what time alone does is worked out where people are named."""
    asked = known(store, asked)
    ageing: dict[str, Mapping[str, Any]] = {}
    chain.lay_rows(store, asked, step)
    if by.card and by.ages and asked.people:
        step("ageing")
        ageing = {one: chain.time_alone(store, asked, by.rulebooks, by.card, one) for one in asked.people}
    chain.lay(store, asked, by.rulebooks, step)
    step("documents")
    decide = decider(by.card, ageing) if by.card else None
    leaves = Leaves(store.connection, asked.place, asked.as_of) if asked.place else None
    recorded = _Recorded(store, leaves) if leaves or (store.folder / RIGHTS).is_file() else None
    return written(
        store.connection, basis_of(store, asked, by), decide, recorded, after,
        figures=asked_by(by.card) if by.card else None,
    )  # fmt: skip


def known(store: Store, asked: Asked) -> Asked:
    """The same with an instant: where none is said the whole second after all that came."""
    if asked.until is not None:
        return asked
    there = store.rows("SELECT 1 FROM duckdb_tables() WHERE table_name = 'lender_said'")
    kinds = " UNION ALL SELECT received FROM lender_said" if there else ""
    ((last,),) = store.rows(f"SELECT max(received) FROM (SELECT received FROM arrival{kinds})")
    last = last or _NOTHING
    return replace(asked, until=last if last.microsecond == 0 else last.replace(microsecond=0) + timedelta(seconds=1))


def out_of_the_file(store: Store) -> tuple[str, ...]:
    """The rows that disputes took out of people's files."""
    if not (store.folder / RIGHTS).is_file():
        return ()
    with Rights(store.folder) as rights:
        return tuple(sorted(blocked(rights.entries())))


def basis_of(store: Store, asked: Asked, by: By) -> Basis:
    """On what documents rest: the same store, asked the same, gives the same."""
    card = {"id": by.card.id, "sha256": by.card.sha256} if by.card else {}
    rulebook = {"id": by.book.id, "sha256": by.book.sha256}
    if by.policy:
        rulebook |= {"policy": by.policy.id, "policy_sha256": by.policy.sha256}
    return Basis(
        known_until=_moment(known(store, asked).until or _NOTHING),
        rulebook=rulebook,
        scorecard=card,
        made_at=by.made_at,
        zone=asked.zone or "",
        place=asked.place,
        rates=_rates(),
    )


def _rates() -> list[Rate]:
    """The published rates that may stand beside a figure."""
    return [
        Rate(one.figure, rate.count, rate.count, rate.bad, rate.n or one.n, one.id)
        for one in measured().values()
        if one.figure
        for rate in one.rates
        if rate.count is not None
    ]


def rebuilt(store: Store, document: Mapping[str, Any], by: By) -> str:
    """The hash that a document has when it is made anew from the store, of as much as it holds."""
    report = document["report"]
    until = datetime.fromisoformat(report["known_until"])
    asked = Asked(
        date.fromisoformat(report["as_of"]), until, [document["person"]["person_id"]], report.get("zone"),
        out_of_the_file(store), report.get("place", ""),
    )  # fmt: skip
    ages = "ageing" in document.get("decision", {})
    return next(made(store, asked, replace(by, ages=ages))).sha256


def faults(document: Mapping[str, Any]) -> str:
    """Why a document does not agree with its own hash: ``view``, ``changed``, or empty where it does."""
    if "held" not in document or "report" not in document:
        return "view"
    return "" if sha256_of(document) == document["report"]["sha256"] else "changed"


def _moment(moment: datetime) -> str:
    utc = moment.astimezone(UTC) if moment.tzinfo else moment
    return utc.strftime("%Y-%m-%dT%H:%M:%SZ")


class _Recorded:
    """What the records of rights say of people, read anew for each, and when their rows leave the file."""

    def __init__(self, store: Store, leaves: Leaves | None) -> None:
        self._folder = store.folder
        self._leaves = leaves

    def __call__(self, people: Sequence[str]) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {person: {} for person in people}
        if (self._folder / RIGHTS).is_file():
            with Rights(self._folder) as rights:
                told = {person: everything(rights, [person]) for person in people}
            found = {person: {key: one[key] for key in RECORDED} for person, one in told.items()}
        for person, one in (self._leaves.told(people) if self._leaves else {}).items():
            found[person]["leaving"] = one
        return found

"""The whole chain on one store: rows of people, looks, doubts and figures laid out, ready to be stated."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from forbear.creditfile.decision.ageing import Shown, ageing, from_looks
from forbear.creditfile.decision.scorecard import Scorecard
from forbear.creditfile.doubts import laying as doubts
from forbear.creditfile.features import find
from forbear.creditfile.features.seen import lay as lay_seen
from forbear.creditfile.linked.rows import rows_of_people
from forbear.creditfile.statements import leaving
from forbear.creditfile.statements.deciding import asked_by, values_of
from forbear.creditfile.statements.lay import Laid
from forbear.creditfile.store import Store
from forbear.creditfile.tables import tables
from forbear.errors import InputError, Problem
from forbear.rules.format import Rulebook

AHEAD = 400
"""For so many days it is worked out what time alone does."""
_EPOCH = date(1970, 1, 1)
_NO_RULES = """
CREATE OR REPLACE TEMP TABLE spoke_elsewhere (
    look_id BIGINT, person_id VARCHAR, rule VARCHAR, truth BOOLEAN, "rows" VARCHAR[]
)
"""
Step = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is looked at and when. ``until``: by what had come until then; ``people``: all where none is named.

    ``zone``: where the clocks of the lenders stand; ``out``: rows that a dispute took out of the file; ``place``: by
    whose law rows leave it by themselves.
    """

    as_of: date
    until: datetime | None = None
    people: Sequence[str] = ()
    zone: str | None = None
    out: Sequence[str] = ()
    place: str = ""


def lay(store: Store, asked: Asked, books: Sequence[Rulebook], step: Step = lambda _: None) -> int:
    """Lay all relations of the looks on the connection; the rows are laid already. Gives how many looks there are."""
    count = _lay_looks(store, asked)
    step("doubts")
    doubts.lay(store.connection, asked.as_of, identity=doubts.Identity("identity"))
    step("figures")
    _lay_figures(store, books, asked.zone)
    return count


def lay_rows(store: Store, asked: Asked, step: Step = lambda _: None) -> None:
    """The rows of people, without those that a dispute took out and those whose time is over."""
    step("rows")
    rows_of_people(store, asked.until)
    for name in tables() if asked.out else ():
        store.connection.execute(
            f'DELETE FROM counted_{name} WHERE list_contains(?::VARCHAR[], "row")',
            [list(asked.out)],
        )
    if asked.place:
        leaving.lay(store.connection, asked.place, asked.as_of)


def time_alone(store: Store, asked: Asked, books: Sequence[Rulebook], card: Scorecard, person: str) -> dict[str, Any]:
    """What time alone does to the answer for a person; the rows are laid already."""
    days = [asked.as_of + timedelta(ahead) for ahead in range(AHEAD + 1)]
    with _as_rows_leave(store, asked, person, days) as named_on:
        _look_at(store, ((at, named_on(day), day) for at, day in enumerate(days)))
        _lay_figures(store, books, asked.zone, asked_by(card))
        shown = _shown(store, len(days))
    today = (asked.as_of - _EPOCH).days
    looks = {today + at: one for at, one in enumerate(shown)}
    return ageing(card, from_looks(looks), today, looks).as_json()


def _as_rows_leave(
    store: Store, asked: Asked, person: str, days: Sequence[date]
) -> AbstractContextManager[Callable[[date], str]]:
    """Under which name a person stands on each day: where a place was named, without the rows that left by then."""
    if asked.place:
        return leaving.ahead(store.connection, person, asked.as_of, days[-1])
    return nullcontext(lambda day: person)


def _lay_figures(
    store: Store, books: Sequence[Rulebook], zone: str | None, only: Collection[str] | None = None
) -> None:
    """The figures of the first book, and the rules of all; a rule for a person to look asks for one to be sure."""
    lay_seen(store.connection, books, cite=True, zone=zone)
    store.connection.execute(_NO_RULES)
    for book in reversed(books):
        find(store.connection, book, only=only if book is books[0] else ())
        _leave_to_a_person(store, book)
        if book is not books[0]:
            store.connection.execute("INSERT INTO spoke_elsewhere FROM spoke")
    store.connection.execute("INSERT INTO spoke FROM spoke_elsewhere")


def _leave_to_a_person(store: Store, book: Rulebook) -> None:
    looked = [rule.name for rule in book.rules.values() if rule.effect == "review"]
    store.connection.execute("UPDATE spoke SET truth = NULL WHERE list_contains(?::VARCHAR[], rule)", [looked])


def _shown(store: Store, count: int) -> list[Shown]:
    looks = [Laid(at, at, "", "") for at in range(count)]
    for look, *figure in store.rows(
        "SELECT look_id, figure, coalesce(currency, ''), low, high FROM figure ORDER BY ALL"
    ):
        looks[look].figures.append(tuple(figure))
    for look, *rule in store.rows("SELECT look_id, rule, truth FROM spoke ORDER BY ALL"):
        looks[look].rules.append(tuple(rule))
    return [(values_of(one), dict(one.rules)) for one in looks]


def _lay_looks(store: Store, asked: Asked) -> int:
    known = [person for (person,) in store.rows("SELECT DISTINCT person_id FROM identity.person_of ORDER BY 1")]
    people = _named(asked.people, known, store) if asked.people else known
    _look_at(store, ((at, person, asked.as_of) for at, person in enumerate(people, 1)))
    return len(people)


def _named(people: Sequence[str], known: Sequence[str], store: Store) -> Sequence[str]:
    missing = sorted({*people} - {*known})
    if missing:
        hint = f"Find a person by a number: forbear credit people {store.folder} NUMBER"
        raise InputError(Problem(missing[0], "there is no such person here", hint=hint, code="person-unknown"))
    return list(dict.fromkeys(people))


def _look_at(store: Store, looks: Iterable[tuple[int, str, date]]) -> None:
    numbers, people, days = list(zip(*looks, strict=True)) or [(), (), ()]
    store.connection.execute(
        "CREATE OR REPLACE TEMP TABLE look AS "
        "SELECT unnest(?::BIGINT[]) AS look_id, unnest(?::VARCHAR[]) AS person_id, unnest(?::DATE[]) AS as_of",
        [list(numbers), list(people), list(days)],
    )

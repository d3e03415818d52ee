"""Claims: what a lender says of somebody's identity. Kept as given; everything else is made from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields

from forbear.creditfile.identity.database import Connection, lay, rows, run
from forbear.creditfile.identity.settings import Settings
from forbear.errors import Problem, RecordError, nearest

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim. ``claim_id`` is the reporter's file and line, and nobody else's; empty: not said.

    A name stands in two parts or, in ``name``, in one. ``place`` is the country, for telephone numbers without one.
    """

    claim_id: str
    lender: str = ""
    place: str = ""
    id_kind: str = ""
    id_number: str = ""
    family_name: str = ""
    given_name: str = ""
    name: str = ""
    birth_day: str = ""
    phone: str = ""
    postcode: str = ""
    address: str = ""


COLUMNS = tuple(field.name for field in fields(Claim))


def take_in(connection: Connection, claims: Iterable[Claim]) -> None:
    """Make the table ``claim_given``. Who has more claims than fit Python makes it by SQL, with the same columns."""
    given = [astuple(claim) for claim in claims]
    columns = list(zip(*given, strict=True)) or [()] * len(COLUMNS)
    lay(connection, "claim_given", {name: ("VARCHAR", columns[at]) for at, name in enumerate(COLUMNS)})
    run(connection, "none_for_empty")


def check(connection: Connection, settings: Settings) -> None:
    """Refuse claims that cannot be told apart, or whose numbers are of a kind nobody knows."""
    problems = [*_unnamed(connection), *_repeated(connection), *_unknown_kinds(connection, settings)]
    if problems:
        raise RecordError(problems)


def _unnamed(connection: Connection) -> Iterator[Problem]:
    ((count,),) = rows(connection, "SELECT count(*) FROM claim_given WHERE claim_id IS NULL")
    if count:
        yield Problem("claims", f"{count} have no claim_id", hint="Number them by file and line", code="claim-unnamed")


def _repeated(connection: Connection) -> Iterator[Problem]:
    query = "SELECT claim_id, count(*) FROM claim_given WHERE claim_id IS NOT NULL GROUP BY 1 HAVING count(*) > 1"
    for claim_id, times in rows(connection, f"{query} ORDER BY 1 LIMIT {_SHOWN}"):
        why = "Every claim is told apart by its claim_id"
        yield Problem(f"claim {claim_id}", f"it stands {times} times", why, "Give each its own", code="claim-repeated")


def _unknown_kinds(connection: Connection, settings: Settings) -> Iterator[Problem]:
    query = "SELECT coalesce(id_kind, ''), min(claim_id) FROM claim_given WHERE id_number IS NOT NULL GROUP BY 1"
    for kind, first in rows(connection, f"{query} ORDER BY 1"):
        if kind not in settings.ids:
            hint = nearest(kind, settings.ids) or f"The kinds are {', '.join(settings.ids)}"
            yield Problem(f"claim {first}", f"there is no id_kind {kind!r}", hint=hint, code="claim-id-kind")

"""A store's claims linked to people, in one transaction: ids, ledger and learnt weights stay in the store.

Everything of the linking lies in the schema ``identity`` of the database, where each step can be looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from forbear.creditfile.identity.aliases import Alias
from forbear.creditfile.identity.model import Weights
from forbear.creditfile.identity.resolve import Resolved, resolve
from forbear.creditfile.identity.settings import IdKind, Settings, shipped
from forbear.creditfile.linked import evidence, renewed
from forbear.creditfile.linked.naming import named, sources
from forbear.creditfile.store import Store
from forbear.creditfile.storing import faults_told, sql
from forbear.engine.backends.safely import literal

Step = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Linked:
    """What a linking found: how many people, what is held and doubted, and what changed since the one before."""

    claims: int
    people: int
    held: Mapping[str, int]
    doubts: Mapping[str, int]
    acts: Mapping[str, int]
    rules_left_out: tuple[str, ...]
    learnt: bool


def link(
    store: Store,
    day: str,
    *,
    place: str = "",
    settings: Settings | None = None,
    learn: bool = False,
    step: Step = lambda _: None,
) -> Linked:
    """Find whose each claim of a store is. Later runs keep the ids and judge by the weights that were learnt first.

    ``place``: the country of telephone numbers where neither claim nor number names one. ``learn``: weights anew.
    """
    with faults_told(store.folder), _own_path(store), store.wholly():
        step("claims")
        numbers = renewed.given(store)
        chosen = _lay_claims(store, settings or shipped(), place, numbers)
        weights = None if learn else evidence.kept_weights(store)
        store.connection.execute("SET search_path = 'identity,main'")
        found = resolve(store.connection, day, chosen, weights, renewed=numbers, step=step)
        evidence.keep(store, chosen, found.looked.weights)
        return _told(store, found)


@contextmanager
def _own_path(store: Store) -> Iterator[None]:
    """What is done inside may change where tables are looked for."""
    try:
        yield
    finally:
        store.connection.execute("RESET search_path")


def _lay_claims(store: Store, settings: Settings, place: str, numbers: Sequence[Alias]) -> Settings:
    """``identity.claim_given``; kinds of numbers that the settings do not name are not trusted."""
    parts = {**named(sources(None)), "place": literal(place.upper()), "until": "TIMESTAMP 'infinity'"}
    store.connection.execute(sql("linked/withdrawn", parts))
    store.connection.execute(sql("linked/claims", parts))
    kinds = store.rows("SELECT DISTINCT id_kind FROM identity.claim_given WHERE id_kind IS NOT NULL ORDER BY 1")
    unknown = {kind for (kind,) in kinds} | {kind for one in numbers for kind in (one.old_kind, one.new_kind)}
    return replace(settings, ids={**{kind: IdKind(trusted=False) for kind in sorted(unknown)}, **settings.ids})


def _told(store: Store, found: Resolved) -> Linked:
    held = dict(store.rows("SELECT why, sum(len(claims))::BIGINT FROM identity.held GROUP BY why ORDER BY why"))
    left_out = tuple(" + ".join(rule) for rule, _ in found.looked.left_out)
    weights: Weights = found.looked.weights
    return Linked(found.claims, found.people, held, found.doubts, found.acts, left_out, weights.learnt)

"""What a key may see and do: an agency its own debts, a house key all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from forbear.errors import ForbearError
from forbear.web.access.models import ApiKey, Placement


class RefusedError(ForbearError):
    """The key may not do this; ``code`` and ``hint`` are for the answer."""

    def __init__(self, what: str, hint: str, code: str = "not-yours") -> None:
        self.code, self.hint = code, hint
        super().__init__(what)


class Eyes:
    """The view of one key."""

    def __init__(self, key: ApiKey) -> None:
        self.key = key
        self.collector = key.collector
        self.all = not key.collector

    def need(self, scope: str) -> None:
        """Raises RefusedError where the key has not that scope."""
        if scope not in self.key.allowed:
            raise RefusedError(
                f"the key {self.key.id} may not do this: it has not the scope {scope!r}",
                f"Use a key that was made with --scope {scope}", "scope-missing",
            )  # fmt: skip

    def may_see(self, debtor: str) -> bool:
        """Has it any debt of that debtor?"""
        return self.all or Placement.objects.filter(collector=self.collector, debtor=debtor).exists()

    def check_debtor(self, debtor: str) -> None:
        """Raises RefusedError for a debtor of whom it has no debt; no word on whether there is such a one."""
        if not self.may_see(debtor):
            raise not_with(self.collector)

    def check_contacts(self, contacts: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
        """Raises RefusedError unless each (debtor, contact) is of its own collector and about debts it has."""
        if self.all:
            return
        placed = self.placed({debtor for debtor, _ in contacts})
        for debtor, contact in contacts:
            if contact.get("collector") != self.collector:
                raise RefusedError(
                    f"this key is for contacts of the collector {self.collector!r}", f"State it as 'collector': "
                    f"{self.collector!r}, or use a key of the other", "other-collector",
                )  # fmt: skip
            if not named_debts(contact) <= placed[debtor] or not placed[debtor]:
                raise not_with(self.collector)

    def check_event(self, debtor: str, event: Mapping[str, Any]) -> None:
        """Raises RefusedError where it may not record that: another's act, or another's debts."""
        if self.all:
            return
        doer = next((event[key] for key in ("collector", "by", "given_to") if event.get(key) is not None), None)
        if event.get("kind", "contact") == "contact" or doer is not None:
            self.check_contacts([(debtor, {**event, "collector": doer})])
            return
        placed = self.placed({debtor})[debtor]
        if not placed or not named_debts(event) <= placed:
            raise not_with(self.collector)

    def placed(self, debtors: Iterable[str]) -> Mapping[str, set[str]]:
        """The debts that its collector has, by debtor."""
        rows = Placement.objects.filter(collector=self.collector, debtor__in=list(debtors))
        found: defaultdict[str, set[str]] = defaultdict(set)
        for debtor, debt in rows.values_list("debtor", "debt"):
            found[debtor].add(debt)
        return found


def not_with(collector: str) -> RefusedError:
    """The refusal of what is with somebody else, or with nobody."""
    return RefusedError(
        f"the debtor has no such debt with the collector {collector!r}",
        "Ask only about debts that were placed with you; who states the parties places them", "not-placed",
    )  # fmt: skip


def named_debts(facts: Mapping[str, Any]) -> set[str]:
    """The debts that a record names; whatever is not a text is left to the reader of records."""
    debts = facts.get("debts")
    return {debt for debt in debts if isinstance(debt, str)} if isinstance(debts, (list, tuple)) else set()


def place(debtor: str, placed: Mapping[str, Iterable[str]]) -> None:
    """From now on these debts (by collector) are placed, and no others of that debtor."""
    Placement.objects.filter(debtor=debtor).delete()
    Placement.objects.bulk_create(
        Placement(debtor=debtor, debt=debt, collector=collector)
        for collector, debts in placed.items()
        for debt in sorted(set(debts))
    )


def collectors_of(debtor: str, debts: Iterable[str] | None) -> set[str]:
    """The collectors who have these debts of a debtor, or any of them (None)."""
    rows = Placement.objects.filter(debtor=debtor)
    if debts is not None:
        rows = rows.filter(debt__in=list(debts))
    return set(rows.values_list("collector", flat=True))

"""What creditors can give, as changes to their debts: interest frozen, a longer term, a part let go."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from forbear.plan.debts import Debt, Debts, Spell
from forbear.plan.strategies.shapes import platform

FOR_GOOD = 600 * 31


@dataclass(frozen=True, slots=True)
class Concession:
    """What ``platforms`` give: freeze, extend (by ``amount`` months), discount (by ``amount`` minor units) or
    discount_percent (each debt by ``amount`` percent of its principal).
    """

    kind: str
    platforms: tuple[str, ...]
    amount: int = 0

    def of(self, debts: Debts) -> Debts:
        """The debts as they are once it is given."""
        return apply(debts, self.platforms, CHANGES[self.kind], self.amount)


def frozen(debt: Debt, _amount: int = 0) -> Debt:
    """No interest and no late charges any more."""
    spell = Spell(debt.as_of, debt.as_of + FOR_GOOD, freezes=True)
    return replace(debt, spells=(spell, *debt.spells), flat_fee=debt.flat_fee * 0)


def extended(debt: Debt, months: int) -> Debt:
    """More instalments, each smaller; debts without instalments stay as they are."""
    if debt.kind != "instalment" or debt.accelerated:
        return debt
    return replace(debt, instalments_left=(debt.instalments_left or 1) + months, instalment=None)


def discounted(debt: Debt, amount: int) -> Debt:
    """So much of the principal let go, and of what is overdue as far as it was that."""
    less = min(amount, debt.principal)
    left = debt.principal - less
    return replace(debt, principal=left, arrears=min(debt.arrears, left + debt.interest + debt.fees))


def discounted_by(debt: Debt, percent: int) -> Debt:
    """So many percent of the principal let go, the odd unit kept."""
    return discounted(debt, debt.principal * percent // 100)


def apply(debts: Debts, platforms: Collection[str], change: Callable[[Debt, int], Debt], amount: int) -> Debts:
    """The change made by some platforms; a discount is spread over the debts of a platform, one after the other."""
    changed, left = [], amount
    for debt in debts.all:
        given = platform(debt) in platforms
        changed.append(change(debt, left) if given else debt)
        if given and change is discounted:
            left -= min(left, debt.principal)
    return Debts(tuple(changed))


CHANGES: dict[str, Callable[[Debt, int], Debt]] = {
    "freeze": frozen, "extend": extended, "discount": discounted, "discount_percent": discounted_by,
}  # fmt: skip

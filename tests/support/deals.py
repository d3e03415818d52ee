"""Accounts, arrangements and letters to try pages with."""

from __future__ import annotations

from datetime import date

from forbear.plan.terms import Due, Terms
from forbear.web.desks.arrangements import deals, ledger
from forbear.web.desks.arrangements.models import Arrangement, Paper
from forbear.web.desks.collector.models import Account, Portfolio
from tests.support.people import World

DEBT = {"name": "L-1", "creditor": "Lanjing Example Loans", "kind": "single", "principal": "1200.00", "currency": "CNY",
        "arrears": "1200.00", "due": "2026-01-10", "accelerated": True, "rate": "0", "as_of": "2026-03-01"}  # fmt: skip


def accounts_of(world: World) -> list[Account]:
    """One account of ``ours`` and one of ``theirs``, each given to the collector there; nothing is on the ledger."""
    pairs = ((world.ours, world.people["collector"]), (world.theirs, world.others["collector"]))
    return [_account(organisation, user) for organisation, user in pairs]


def _account(organisation: object, user: object) -> Account:
    portfolio, _ = Portfolio.objects.get_or_create(
        organisation=organisation, source="a" * 64,
        defaults={"name": "Spring", "collector": "beichen", "currency": "CNY", "made_at": 0, "state": "ready"},
    )  # fmt: skip
    about = {"name": "Lin Example", "language": "en", "place": "CN", "zones": ["Asia/Shanghai"], "addresses": []}
    return Account.objects.create(
        portfolio=portfolio, organisation=organisation, debtor=f"{organisation.pk}.{Account.objects.count()}",
        person=about, debts=[DEBT], debts_count=1, due_minor=120_000, assigned_to=user,
    )  # fmt: skip


def deal_of(account: Account) -> Arrangement:
    """An offer of the debtor that waits for an answer."""
    terms = Terms("L-1", "CNY", (Due(date(2099, 1, 1).toordinal(), 100_000),), waives_rest=True)
    return deals.begin(
        account, f"desk:1:{account.assigned_to_id}", deals.PLAN, terms, "propose", ledger.today_of(account)
    )


def paper_of(account: Account) -> Paper:
    """A letter that waits."""
    wanted = {"kind": "reminder", "lang": "en", "debts": ["L-1"], "options": {}}
    return Paper.objects.create(
        account=account, organisation_id=account.organisation_id, kind="reminder",
        lang="en", day=739_000, wanted=wanted, subject="Reminder", text="Reminder",
        notes="", files={}, made_at=0, changed_at=0,
    )  # fmt: skip

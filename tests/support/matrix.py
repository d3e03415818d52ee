"""For the access matrix: the objects that pages are about, one of ours, one of theirs, one of nobody's.

A desk adds a ``Kind``, or addresses to one. Its statuses stand in ``tests/web/people/matrix/<desk>.txt``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from allauth.usersessions.models import UserSession

from forbear.web.desks.auditor.models import Audit, Log
from forbear.web.desks.borrower import documents
from forbear.web.desks.borrower.cases import begin
from forbear.web.desks.collector.models import Account, Portfolio, Waiting
from forbear.web.desks.proof.models import Check, Pack
from forbear.web.ledger import gates
from forbear.web.people.links import new_link
from forbear.web.people.models import Membership
from tests.support.deals import accounts_of, deal_of, paper_of
from tests.web.desks.proof.conftest import AGENCY, fill, name_of

NUMBER, UUID = 987654, "00000000-0000-4000-8000-000000987654"
"""Keys that nothing has."""
Addresses = Mapping[str, Sequence[object]]
"""Names of addresses, each with what stands in it after the key of its object."""


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """A kind of object: ``make`` gives the keys of one of ours (or of the person's own) and of one of theirs."""

    make: Callable[[Any, str], list[Any]]
    addresses: Addresses
    nobodys: object = UUID


def _plain(names: str) -> Addresses:
    return dict.fromkeys(names.split(), ())


def _members(world: Any, _role: str) -> list[Any]:
    owners = (world.people["collector"], world.others["collector"])
    return [Membership.objects.get(user=user).pk for user in owners]


def _organisations(world: Any, _role: str) -> list[Any]:
    return [world.ours.pk, world.theirs.pk]


def _invitations(world: Any, _role: str) -> list[Any]:
    return [new_link("invite", organisation=one, role="collector")[0].pk for one in (world.ours, world.theirs)]


def _sessions(world: Any, role: str) -> list[Any]:
    owners = (world.people.get(role, world.people["borrower"]), world.others["borrower"])
    return [UserSession.objects.create(user=user, session_key=token_hex(16), ip="192.0.2.1").pk for user in owners]


def _cases(world: Any, _role: str) -> list[Any]:
    """One of each organisation; the first has a report in English."""
    found = [
        begin(world_of["borrower"].memberships.get(), "CN", "Asia/Shanghai")
        for world_of in (world.people, world.others)
    ]
    documents.write(found[0], documents.REPORTS["en"], "<p>report</p>")
    return [case.pk for case in found]


def _portfolio(world: Any, organisation: Any) -> Portfolio:
    known = {"name": "One", "collector": "c", "currency": "CNY", "made_at": 0, "source": token_hex(8)}
    return Portfolio.objects.create(organisation=organisation, **known)


def _portfolios(world: Any, _role: str) -> list[Any]:
    return [_portfolio(world, one).pk for one in (world.ours, world.theirs)]


def _accounts(world: Any, role: str) -> list[Any]:
    """Ours is assigned to whoever asks; of both something waits for a supervisor, of which the ledger knows nothing."""
    person = {"name": "A", "language": "", "place": "CN", "zones": ["UTC"], "addresses": []}
    debts = [{"name": "L1", "creditor": "B", "currency": "CNY", "arrears": "1.00", "principal": "1", "due": "-"}]
    found = []
    for one in (world.ours, world.theirs):
        own = world.people.get(role) if one == world.ours else None
        known = {"portfolio": _portfolio(world, one), "organisation": one, "assigned_to": own, "name_hash": ""}
        account = Account(debtor=f"{one.pk}.A", person=person, debts=debts, **known)
        account.save()
        Waiting.objects.create(account=account, seq=1, at=gates.now())
        found.append(account.pk)
    return found


def _deal_accounts(world: Any, _role: str) -> list[Any]:
    """Given to their collectors."""
    return [account.pk for account in accounts_of(world)]


def _deals(world: Any, _role: str) -> list[Any]:
    return [deal_of(account).pk for account in accounts_of(world)]


def _papers(world: Any, _role: str) -> list[Any]:
    return [paper_of(account).pk for account in accounts_of(world)]


def _logs(world: Any, _role: str) -> list[Any]:
    """Taken in; nothing of them lies in a folder."""
    made = {"name": "log", "kind": "tables", "source": "upload", "state": "done", "made_at": 0}
    return [Log.objects.create(organisation=one, **made).pk for one in (world.ours, world.theirs)]


def _audits(world: Any, role: str) -> list[Any]:
    """Audits that were stopped."""
    return [Audit.objects.create(log_id=log, state="cancelled", made_at=0).pk for log in _logs(world, role)]


def _checks(world: Any, _role: str) -> list[Any]:
    made = {"made_at": 0, "given": {}, "result": {}}
    return [Check.objects.create(organisation=one, **made).pk for one in (world.ours, world.theirs)]


def _packs(world: Any, _role: str) -> list[Any]:
    made = {"debtor": "hers", "language": "en", "made_at": 0, "size": 1, "body": b"x"}
    return [Pack.objects.create(organisation=one, **made).pk for one in (world.ours, world.theirs)]


def _decisions(world: Any, _role: str) -> list[Any]:
    """About a debtor of ours, and about somebody else's."""
    Portfolio.objects.get_or_create(organisation=world.ours, collector=AGENCY, defaults={"made_at": 0})
    fill()
    return [name_of("hers", 2), name_of("other", 2)]


PERMIT = dict.fromkeys(("permit-left", "permit-use", "permit-tell", "permit-release"), ("p-no-such",))
OF_FIRST_ROWS = _plain(
    "debt debt-drop debt-closed line line-drop loan loan-drop rate case-contact-drop case-came-drop case-unpay "
    "case-offer case-offer-undo case-contest case-dispute"
)
IN_A_CASE = _plain(
    "case about phone findings progress report-en report-zh seen carry delete money basics debt-new line-new loan-new "
    "plan plan-pictures letters me deadlines turn case-numbers case-money-back case-unmark case-contact case-evidence "
    "case-evidence-progress case-evidence-file case-digest case-digest-progress case-days case-days-ics case-came "
    "case-steps case-pay case-offers case-credit case-credit-bring case-credit-drop case-credit-progress case-bring"
)
KINDS = (
    Kind(_members, _plain("end-membership password-link"), NUMBER),
    Kind(_organisations, _plain("invite"), NUMBER),
    Kind(_invitations, _plain("withdraw"), NUMBER),
    Kind(_sessions, _plain("end-session"), NUMBER),
    Kind(
        _cases,
        {
            **IN_A_CASE, **dict.fromkeys(OF_FIRST_ROWS, (0,)), "case-said": (0, "accept"), "case-terms": (0, "counter"),
            "letter-new": ("repayment-offer",), "letter": (1,), "letter-file": (1, "pdf"),
        },
    ),
    Kind(_portfolios, _plain("portfolio portfolio-progress portfolio-rejected")),
    Kind(
        _accounts,
        {
            **_plain("account-page account-looks account-ask account-write account-agreed account-reach account-lives"),
            **dict.fromkeys(("answer", "answer-waits", "answer-approve", "answer-decline", "answer-withdraw"), (1,)),
            "account-enter": ("complaint",), **PERMIT,
        },
    ),
    Kind(
        _deal_accounts,
        {
            **_plain("deal-account deal-offer deal-promise deal-budget deal-pay"),
            "deal-undo": (1,), "paper-new": ("reminder",),
        },
    ),
    Kind(_deals, {**_plain("deal deal-answer deal-aside"), "deal-terms": ("counter",)}),
    Kind(_papers, {**_plain("paper paper-print paper-withdraw"), "paper-file": ("pdf",)}),
    Kind(_logs, _plain("log log-progress log-columns log-again log-rejected log-rejected-file log-delete audit-new")),
    Kind(
        _audits,
        {
            **_plain("audit audit-paper audit-progress audit-cancel audit-again audit-delete audit-rows"),
            **_plain("audit-rows-file audit-bombing audit-bombing-file"), "audit-contact": (1,),
        },
    ),
    Kind(_checks, _plain("check check-progress")),
    Kind(_packs, _plain("pack-progress pack-file pack-drop")),
    Kind(_decisions, _plain("decision decision-again"), "no-such-decision"),
)  # fmt: skip
WORDS: Mapping[str, Sequence[str]] = {
    **dict.fromkeys(("invited", "setup", "open", "new-password"), ("no-such",)),
    "demo": ("admin",),
    "rulebook": ("us-reg-f",),
    "rulebook-rule": ("us-reg-f", "hours"),
}
"""Name of an address → what stands in it where that is no key of an object."""

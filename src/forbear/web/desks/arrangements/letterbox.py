"""Letters of an account: written as ``forbear letter`` does, waiting, printed under a permit of the gate, or withdrawn.

A letter is checked when it is written (its words, and the rulebooks of where the debtor lives). When it is to be
printed it is written and checked once more, with the day on which it goes out, and the gate is asked for it: only under
a permit, which is used then, are its files handed out. So what came in since it was written (a dispute, a lawyer, a
wish) stops it, and there is no other way to its files.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from forbear.calendar import Day, show_day
from forbear.events import History
from forbear.gate.answer import Answer
from forbear.gate.asked import read_asked
from forbear.gate.says import says_in
from forbear.labels import cited
from forbear.letters import case as cases_of_letters
from forbear.letters.asked import Asked, ask
from forbear.letters.case import Writer, lines
from forbear.letters.check import whole_text
from forbear.letters.debtors import Debtor
from forbear.letters.kinds import Kind, all_kinds, kind_named
from forbear.letters.laws import holds_anywhere_in
from forbear.letters.make import Letter, write
from forbear.letters.papers import files_of
from forbear.letters.shown import notes_of, text_of
from forbear.letters.validation_notice.build import period_end
from forbear.places import Place, shipped
from forbear.plan.debts import Debt, Debts
from forbear.report.words import Words
from forbear.web.desks.arrangements import balances, ledger
from forbear.web.desks.arrangements.accounts import address_of, debts_in, name_of
from forbear.web.desks.arrangements.models import Letterhead, Paper
from forbear.web.desks.collector.models import Account
from forbear.web.ledger import gates

WAITING, PRINTED, WITHDRAWN = "waiting", "printed", "withdrawn"
FORMATS = ("pdf", "docx", "txt")
FACTS, PLAIN = "sender_account=company", ", envelope.name_indicates_debt_collection=false"
"""What holds for every letter that is printed here, and what besides where the organisation says so."""
NOT_ASKED = ("channel", "hour", "state")
"""Choices of every letter that this desk settles itself: it is printed, when it is printed."""


class DeskCase(cases_of_letters.Case):
    """The case of letters over an account and the ledger."""

    account: Account
    head: Letterhead

    @property
    def debts(self) -> Debts | None:
        """What is owed today, after what was paid."""
        return owed_today(self.account)

    def recorded(self, debtor: Debtor) -> History:
        """All that is on the ledger; the collector of the account bears the name that is on the letter."""
        found = gates.gate().case(self.account.debtor).history()
        own = self.account.portfolio.collector
        facts = {**found.parties.collectors.get(own, {"id": own}), "name": self.head.name}
        parties = replace(found.parties, collectors={own: facts})
        return History(parties, found.all.events)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A letter to write: which kind, in which language, about which debts, with which choices."""

    kind: str
    lang: str
    debts: tuple[str, ...] = ()
    options: Mapping[str, str] | None = None

    def record(self) -> dict[str, Any]:
        """The same as it is kept."""
        return {"kind": self.kind, "lang": self.lang, "debts": list(self.debts), "options": dict(self.options or {})}


@dataclass(frozen=True, slots=True)
class Printed:
    """What came of printing: the letter went out, or ``why`` it did not, in sentences."""

    is_out: bool
    why: tuple[str, ...] = ()


def kinds_for(account: Account) -> list[Kind]:
    """The kinds of letters that may be written to the debtor where she lives."""
    place = place_of(account)
    return [
        kind
        for kind in all_kinds().values()
        if kind.by == "collector" and kind.to == "debtor" and (not kind.right or _holds(kind, place))
    ]


def _holds(kind: Kind, place: Place) -> bool:
    return holds_anywhere_in(kind.laws, kind.right, place)


def place_of(account: Account) -> Place:
    """Where the debtor lives."""
    return shipped().read(str(account.person["place"]))


def owed_today(account: Account) -> Debts:
    """The debts as they stand today: the balance after what was paid, on the day of today."""
    today, records = ledger.today_of(account), ledger.records(account)
    paid = ledger.payments_in(records, ledger.zone_of(account))
    under = balances.agreed_terms(account, paid, today)
    return Debts(
        tuple(_now(debt, balances.balance_of(debt, paid, under.get(debt.name), today), today)
              for debt in debts_in(account).all)
    )  # fmt: skip


def _now(debt: Debt, balance: balances.Balance, today: Day) -> Debt:
    """A debt with its balance of today; where it has changed all of it stands as one sum."""
    if balance.owed == debt.owed:
        return debt
    arrears = min(debt.arrears, balance.owed)
    return replace(debt, principal=balance.owed, interest=0, fees=0, arrears=arrears, as_of=max(today, debt.as_of))


def case_of(account: Account, head: Letterhead) -> DeskCase:
    """The account as letters read it."""
    post, email = address_of(account, "post"), address_of(account, "email")
    debtor = Debtor(
        name_of(account), Path("history"), lines(post.get("value")), email.get("value", ""), account.debtor,
        language_of(account),
    )  # fmt: skip
    address = f", address={post['id']}, address_source={post['source']}" if post else ""
    found = DeskCase(
        path=Path("case.toml"), place=place_of(account), zone=ledger.zone_of(account), debtors=(debtor,),
        me=Writer(head.name, lines(head.address), head.email),
        facts=FACTS + (PLAIN if head.plain_envelope else "") + address,
    )  # fmt: skip
    found.__dict__ |= {"account": account, "head": head}
    return found


def language_of(account: Account) -> str:
    """The language in which the debtor is written to."""
    return "zh" if str(account.person.get("language", "")).lower().startswith(("zh", "cn", "中")) else "en"


def asked_for(account: Account, head: Letterhead, wanted: Wanted, day: Day) -> Asked:
    """A letter of a day with all that it is made of; raises InputError with all that is missing."""
    return ask(
        kind_named(wanted.kind), case_of(account, head), Words(wanted.lang), day, name_of(account), wanted.debts,
        wanted.options,
    )  # fmt: skip


def made(account: Account, head: Letterhead, wanted: Wanted, day: Day) -> Letter:
    """The letter of a day, checked; raises InputError with all that is missing or speaks against it."""
    return write(asked_for(account, head, wanted, day))


def queued(account: Account, head: Letterhead, wanted: Wanted, by: int | None) -> Paper:
    """Write a letter and let it wait; raises InputError where it may not be written."""
    letter = made(account, head, wanted, ledger.today_of(account))
    now = gates.now()
    paper = Paper(
        account=account, organisation_id=account.organisation_id, wanted=wanted.record(), files={}, made_by_id=by,
        made_at=now, changed_at=now,
    )  # fmt: skip
    _put(paper, letter)
    paper.save(force_insert=True)
    return paper


def print_now(paper: Paper, head: Letterhead, by: str) -> Printed:
    """Ask the gate for a waiting letter, and hand it out where it allows; raises InputError where it is not written.

    Whatever breaks off in between, a contact is on the ledger at most once, and the letter is printed when it is.
    """
    account = paper.account
    if _went_out(paper):
        return _handed_out(paper, head, by)
    wanted = _wanted_of(paper)
    letter = made(account, head, wanted, ledger.today_of(account))
    _put(paper, letter)
    files = files_of(letter, FORMATS)
    paper.files = {name: base64.b64encode(content).decode("ascii") for name, content in files.items()}
    answer = _ask(paper, letter, by)
    if answer.permit is None:
        paper.why = ", ".join(_rules(answer))[:1000]
        paper.files = {}
        paper.save()
        return Printed(False, tuple(_reasons(answer, paper.lang)))
    paper.permit = answer.permit.id
    paper.save()
    use = gates.gate().use(paper.permit, _stated(letter), gates.now(), by, text=whole_text(letter))
    if not use.accepted:
        return Printed(False, (f"permit: {use.why}",))
    return _handed_out(paper, head, by)


def withdraw(paper: Paper, by: str) -> bool:
    """A letter that waits is not sent; a permit that nobody used is given back. False where it went out already."""
    if paper.permit and not _went_out(paper):
        gates.gate().release(paper.permit, gates.now(), by)
    if _went_out(paper):
        return False
    waiting = Paper.objects.filter(pk=paper.pk, state=WAITING)
    return waiting.update(state=WITHDRAWN, changed_at=gates.now()) == 1


def file_of(paper: Paper, form: str) -> bytes | None:
    """A file of a printed letter; nothing of one that was not printed."""
    if paper.state != PRINTED:
        return None
    name = next((name for name in paper.files if name.endswith(f".{form}") and ".notes." not in name), None)
    return None if name is None else base64.b64decode(paper.files[name])


def _put(paper: Paper, letter: Letter) -> None:
    paper.kind, paper.lang, paper.day = letter.kind.id, letter.lang, letter.day
    paper.answer_by, paper.subject, paper.text = letter.answer_by, letter.subject, text_of(letter)
    paper.notes = notes_of(letter) if letter.notes else ""


def _ask(paper: Paper, letter: Letter, by: str) -> Answer:
    paper.tries += 1
    paper.changed_at = gates.now()
    Paper.objects.filter(pk=paper.pk).update(tries=paper.tries)
    asked = read_asked(
        by, f"letter {paper.pk} {paper.tries}", paper.account.debtor, _stated(letter),
        text=whole_text(letter),
    )  # fmt: skip
    return gates.gate().ask(asked, gates.now())


def _stated(letter: Letter) -> dict[str, Any]:
    """The contact that a letter is, as the gate is told of it."""
    contact = letter.checked.contact if letter.checked else {}
    return {key: value for key, value in contact.items() if key not in ("at", "text_sha256", "direction")}


def _went_out(paper: Paper) -> bool:
    """Is the contact of this letter on the ledger already?"""
    if not paper.permit:
        return False
    permit = gates.gate().case(paper.account.debtor).permits.get(paper.permit)
    return permit is not None and permit.became == "used"


def _handed_out(paper: Paper, head: Letterhead, by: str) -> Printed:
    _note(paper, head, by)
    Paper.objects.filter(pk=paper.pk).update(state=PRINTED, why="", changed_at=gates.now())
    paper.state = PRINTED
    return Printed(True)


def _note(paper: Paper, head: Letterhead, by: str) -> None:
    """A letter that is a notice of the law stands on the ledger as one, too, once."""
    wanted = _wanted_of(paper)
    notice = kind_named(wanted.kind).contact.get("notice")
    if not notice:
        return
    bound = gates.gate().case(paper.account.debtor).permits[paper.permit].bound
    event = {"kind": "notice", "notice": notice, "by": bound["collector"], "debts": list(bound["debts"]),
             "channel": "letter", "complete": True}  # fmt: skip
    if notice == "validation":
        asked = asked_for(paper.account, head, wanted, paper.day)
        event["period_ends"] = show_day(period_end(asked))
    ledger.record(paper.account, event, by, f"notice {paper.permit}")


def _wanted_of(paper: Paper) -> Wanted:
    return Wanted(**{**paper.wanted, "debts": tuple(paper.wanted["debts"])})


def _rules(answer: Answer) -> list[str]:
    reasons = [f"{one['rulebook']}/{one['rule']}" for one in answer.verdict.get("reasons", ())]
    return list(dict.fromkeys([*reasons, *answer.why]))


def _reasons(answer: Answer, lang: str) -> Sequence[str]:
    """Why the gate let it not out, in sentences."""
    found = [f"{one['says'][lang]} ({cited(one['cite'], lang)})" for one in answer.verdict.get("reasons", ())]
    found += [f"{one['says'][lang]}: {', '.join(one['missing'])}" for one in answer.verdict.get("unknown", ())]
    return list(dict.fromkeys([*found, *(says_in(lang, "why", name) for name in answer.why)]))

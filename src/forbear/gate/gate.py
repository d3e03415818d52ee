"""The gate: asks, uses and releases, each judged and recorded in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from forbear import __version__
from forbear.calendar import MINUTE, Instant
from forbear.chain import fingerprint
from forbear.engine.free import next_allowed
from forbear.engine.plain import plain
from forbear.errors import ForbearError
from forbear.garbage import unsearched
from forbear.gate.answer import Answer
from forbear.gate.asked import Asked
from forbear.gate.case import Case, contact_facts, event_key, permit_key
from forbear.gate.cases import Cases, Dossier, unbroken
from forbear.gate.chain import Record
from forbear.gate.choosing import Books
from forbear.gate.deciding import decide
from forbear.gate.judging import AGAINST, judge_contact
from forbear.gate.options import Option, options
from forbear.gate.permit import Permit
from forbear.gate.precedence import Precedence
from forbear.gate.ruleset import TABLE, RuleSet, text_print, text_to_keep
from forbear.gate.stating import check_named, stated_event, stated_parties
from forbear.gate.store import KeyTakenError, Store
from forbear.gate.together import Together
from forbear.gate.using import Use, stated_use, still_granted, tell_outcome, use_permit
from forbear.places import shipped, shipped_text
from forbear.rules.format import Rulebook, book_applies

LIFE: Instant = 5 * MINUTE
"""How long a permit lives at most, where nothing else is said."""


@dataclass(frozen=True, slots=True)
class Change:
    """How the parties of a debtor go on from those before, and what happened, each by the name of a request."""

    parties: Callable[[Mapping[str, Any]], Mapping[str, Any]]
    events: Sequence[tuple[str, Mapping[str, Any]]] = ()


class RequestReusedError(ForbearError):
    """A caller's id of a request came again with another contact."""


class UnknownPermitError(ForbearError):
    """There is no permit of that name."""


class Gate:
    """Some rulebooks before a store. Every method is told what time it is; all are safe from several threads.

    A debtor is judged by those of her place (``gate/choosing.py``).
    """

    def __init__(self, store: Store, books: Iterable[Rulebook], life: Instant = LIFE) -> None:
        self.store = store
        self.books = Books([book for book in books if book_applies(book.status, False)], shipped())
        self.life = life
        self.cases = Cases()
        self._precedence = Precedence()
        self._together = Together(self._at_once)
        for book in self.books:
            store.keep_rulebook(book.sha256, text_to_keep(book))
        table = {TABLE: shipped_text()}
        store.keep_rulebook(text_print(table), table)
        self.set = RuleSet.of(self.books, text_print(table))
        name = self.set.sha256
        store.keep_rulebook(name, self.set.parts)
        self.signature: Mapping[str, Any] = {"rulebooks": name, "life": life, "forbear": __version__}
        """By what the gate decides, for the record: its rulebooks, how long its permits live, its version."""

    def set_parties(self, debtor: str, parties: Mapping[str, Any], now: Instant, by: str) -> list[Permit]:
        """Record who the debtor, the collectors, the people and the debts are, from now on.

        Gives back the open permits that it revoked, which would not be granted any more. Raises RecordError.
        """
        stated = stated_parties(debtor, parties)
        with self._opened([debtor]) as dossiers:
            record = dossiers[debtor].log.append(now, "parties", {"parties": stated, "by": by})
            return self._revoke(dossiers[debtor], now, by, record)

    def change_parties(self, changes: Mapping[str, Change], now: Instant, by: str) -> list[Permit]:
        """State the parties of several debtors from what is on record of them, and events with it, in one transaction.

        ``changes`` says for each debtor how the parties go on from those before (empty where there are none), and what
        happened, by a request's name. What changes nothing and what was recorded before is not recorded again. Gives
        back the permits that it revoked. Raises RecordError, and then nothing is recorded.
        """
        closed: list[Permit] = []
        with self._opened(changes) as dossiers:
            for debtor, change in changes.items():
                closed += self._changed(dossiers[debtor], change, now, by)
        return closed

    def _changed(self, dossier: Dossier, change: Change, now: Instant, by: str) -> Iterator[Permit]:
        case, log = dossier.case, dossier.log
        stood = [record for record in log.records() if record.kind == "parties"] if log.head.seq else []
        before = stood[-1].body["parties"] if stood else {}
        stated = stated_parties(dossier.debtor, change.parties(before))
        made = [] if stated == before else [log.append(now, "parties", {"parties": stated, "by": by})]
        for request, event in change.events:
            key = event_key(by, request)
            if key not in case.requests:
                body = {"event": stated_event(event, now), "by": by, "request": request}
                made.append(log.append(now, "event", body, [key]))
        if made:
            yield from self._revoke(dossier, now, by, made[-1])

    def record(
        self, debtor: str, event: Mapping[str, Any], now: Instant, by: str, request: str | None = None
    ) -> tuple[Record, list[Permit]]:
        """Record what happened: an inbound contact, a hold, a wish, a payment.

        Gives back the record, and the open permits that it revoked. With ``request``, a name of the caller's own, the
        same again is recorded once and gets the same answer. Raises RecordError, RequestReusedError.
        """
        check_named(debtor)
        body = {"event": stated_event(event, now), "by": by, "request": request}
        key = None if request is None else event_key(by, request)
        try:
            with self._opened([debtor]) as dossiers:
                dossier = dossiers[debtor]
                if key in dossier.case.requests:
                    return self._again(dossier, dossier.case.requests[key], body)
                record = dossier.log.append(now, "event", body, [] if key is None else [key])
                return record, self._revoke(dossier, now, by, record)
        except KeyTakenError as error:
            raise RequestReusedError(f"The request {request!r} was made before, for another debtor.") from error

    def _again(self, dossier: Dossier, seq: int, body: Mapping[str, Any]) -> tuple[Record, list[Permit]]:
        """The answer that recording something gave before."""
        (record, *after), permits = dossier.log.records(seq - 1), dossier.case.permits
        if fingerprint(record.body) != fingerprint(body):
            raise RequestReusedError(f"The request {body['request']!r} was made before, for something else.")
        return record, [permits[one.body["permit"]] for one in after if one.body.get("because") == record.seq]

    def _revoke(self, dossier: Dossier, now: Instant, by: str, because: Record) -> list[Permit]:
        """Close the open permits that would not be granted any more."""
        case = dossier.case
        closed = []
        for permit in case.open_permits(case.now(now)):
            told = still_granted(case, self.books, permit, now)
            if told["becomes"] == "revoked":
                body = {"permit": permit.id, "because": because.seq, "now": now, "by": by, "gate": self.signature}
                case.take([dossier.log.append(now, "permit", body | told)])
                closed.append(permit.id)
        return [case.permits[name] for name in closed]

    def ask(self, asked: Asked, now: Instant) -> Answer:
        """May this contact be made? Raises RequestReusedError where the request was made before for another contact."""
        return self.ask_many([asked], now)[0]

    def ask_many(self, asked: Sequence[Asked], now: Instant) -> list[Answer]:
        """The answers to several, each judged after the one before it, in one transaction: all are recorded or none."""
        try:
            return self._drafted(asked, now) if len(asked) > 1 else [self._single(each, now) for each in asked]
        except KeyTakenError as error:
            raise RequestReusedError("A request of this name was made before, for another debtor.") from error

    def _single(self, asked: Asked, now: Instant) -> Answer:
        """Judged while the logs are held: one contact is so answered sooner than its log is read twice."""
        answer = self._together.ask(asked, now)
        if answer is None:
            with self._opened([asked.debtor]) as dossiers:
                answer = self._answer(asked, dossiers[asked.debtor], now)
        return answer

    def _at_once(self, asked: Sequence[Asked], now: Instant) -> list[Answer | None]:
        """The answers in one transaction; None for each whose debtor somebody else holds."""
        with self._opened([each.debtor for each in asked], wait=False) as dossiers:
            return [
                self._answer(each, dossiers[each.debtor], now) if each.debtor in dossiers else None for each in asked
            ]

    def _drafted(self, asked: Sequence[Asked], now: Instant) -> list[Answer]:
        """Judged before the logs are held, so that nobody waits for it, and again where a log has moved by then.

        What a batch needs for a moment is gone at its end: until then it would be looked through for garbage in vain.
        """
        names = {each.debtor for each in asked}
        with unsearched(), self.cases.of(names, self.store.drafts) as dossiers:
            with self._precedence.batch():
                drafts = [self._draft(each, dossiers[each.debtor], now) for each in asked]
            with self.store.opened(names) as logs:
                stood = {name for name in names if dossiers[name].hold(logs[name])}
                return [
                    draft if each.debtor in stood else self._answer(each, dossiers[each.debtor], now)
                    for each, draft in zip(asked, drafts, strict=True)
                ]

    def _draft(self, asked: Asked, dossier: Dossier, now: Instant) -> Answer:
        self._precedence.give_way()
        return self._answer(asked, dossier, now)

    def _answer(self, asked: Asked, dossier: Dossier, now: Instant) -> Answer:
        case, log, key = dossier.case, dossier.log, asked.key
        before = case.requests.get(key)
        if before is None:
            body = decide(asked, case, self.books, now, self.life)
            keys = [key] + ([permit_key(body["permit"]["id"])] if body["permit"] else [])
            record = log.append(now, "decision", body | {"gate": self.signature}, keys)
            case.take_own(record, asked.facts)
        else:
            (record, *_) = log.records(before - 1)
            if record.body["fingerprint"] != asked.fingerprint:
                raise RequestReusedError(f"The request {asked.request!r} was made before, for another contact.")
        return case.answer(record)

    def use(self, permit: str, contact: Mapping[str, Any], now: Instant, by: str, text: str | None = None) -> Use:
        """The contact is being made: the permit is spent and the contact recorded, or the use is refused and recorded.

        ``contact`` states again what the permit is bound to, and may tell more (``from_number``, ``outcome``). The same
        use again gets the same answer. Raises UnknownPermitError, RecordError.
        """
        told = stated_use(contact, text)
        with self._held(permit) as dossier:
            signed = {"by": by, "gate": self.signature}
            return use_permit(dossier.case, dossier.log, self.books, permit, told, now, signed)

    def tell(self, permit: str, facts: Mapping[str, Any], now: Instant, by: str) -> Record:
        """How a contact under a permit went (``outcome`` ...). Raises UnknownPermitError, RecordError."""
        with self._held(permit) as dossier:
            return tell_outcome(dossier.case, dossier.log, permit, facts, now, by)

    def release(self, permit: str, now: Instant, by: str) -> Permit:
        """The contact will not be made. A permit that is no longer open stays as it is. Raises UnknownPermitError."""
        with self._held(permit) as dossier:
            case = dossier.case
            if case.permits[permit].state(case.now(now)) == "granted":
                case.take([dossier.log.append(now, "permit", {"permit": permit, "becomes": "released", "by": by})])
            return case.permits[permit]

    def case(self, debtor: str) -> Case:
        """All that is on record of a debtor, folded anew: to look at, apart from what goes on."""
        return Case(debtor).take(unbroken(debtor, self.store.read(debtor)))

    def options(self, debtor: str, purpose: str, now: Instant, **more: Any) -> list[Option]:
        """Whom of a debtor's people may be reached how, from when, and what changes it (``gate/options.py``)."""
        return options(self.case(debtor), self.books, purpose, now, **more)

    def next_allowed(self, debtor: str, contact: Mapping[str, Any], now: Instant) -> Instant | None:
        """When a contact would first be allowed or for a person to judge, if nothing else happens."""
        facts = contact_facts(plain({"direction": "outbound", **contact}), "the contact")
        judged = judge_contact(self.case(debtor), self.books, facts, now, alone=False)
        if any(each in AGAINST for each in judged.why):
            return None
        return next_allowed(judged.judge, facts, judged.at, judged.cut)

    @contextmanager
    def _held(self, permit: str) -> Iterator[Dossier]:
        found = self.store.find(permit_key(permit))
        if found is None:
            raise UnknownPermitError(f"There is no permit {permit!r}.")
        with self._opened([found[0]]) as dossiers:
            yield dossiers[found[0]]

    @contextmanager
    def _opened(self, debtors: Iterable[str], wait: bool = True) -> Iterator[Mapping[str, Dossier]]:
        with (
            self._precedence.single(),
            self.store.opened(debtors, wait=wait) as logs,
            self.cases.of(logs, lambda _: logs) as dossiers,
        ):
            yield dossiers

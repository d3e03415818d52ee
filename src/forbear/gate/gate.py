"""The gate: asks, uses and releases, each judged and recorded in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from forbear.calendar import MINUTE, Instant
from forbear.engine.free import free_at, holds_until
from forbear.engine.plain import plain, plain_verdict
from forbear.engine.scalar import END_OF_ORDER
from forbear.errors import ForbearError, Problem, RecordError
from forbear.gate.answer import Answer, why_besides, word_for, words_found
from forbear.gate.asked import Asked
from forbear.gate.case import Case, permit_key
from forbear.gate.cases import Cases
from forbear.gate.chain import Record, fingerprint
from forbear.gate.permit import Permit, permit_id
from forbear.gate.store import KeyTakenError, Log, Store
from forbear.gate.using import Use, allows, stated_use, tell_outcome, use_permit
from forbear.records import read_event, read_parties
from forbear.rules.format import Rulebook, book_applies
from forbear.rules.load import texts_of

LIFE: Instant = 5 * MINUTE
"""How long a permit lives at most, where nothing else is said."""
SKEW: Instant = 2 * MINUTE
"""How far the clock of somebody who records may run ahead of the gate's."""


class RequestReusedError(ForbearError):
    """A caller's id of a request came again with another contact."""


class UnknownPermitError(ForbearError):
    """There is no permit of that name."""


class Gate:
    """Some rulebooks before a store. Every method is told what time it is; all are safe from several threads."""

    def __init__(self, store: Store, books: Iterable[Rulebook], life: Instant = LIFE) -> None:
        self.store = store
        self.books = [book for book in books if book_applies(book.status, False)]
        self.life = life
        self.cases = Cases()
        for book in self.books:
            store.keep_rulebook(book.sha256, texts_of(book))

    def set_parties(self, debtor: str, parties: Mapping[str, Any], now: Instant, by: str) -> list[Permit]:
        """Record who the debtor, the collectors, the people and the debts are, from now on.

        Gives back the open permits that it revoked, which would not be granted any more. Raises RecordError.
        """
        stated = {**parties, "debtor": {"id": debtor, **parties.get("debtor", {})}}
        read_parties(stated, f"the parties of {debtor}")
        with self.store.opened([debtor]) as logs:
            log = logs[debtor]
            log.append(now, "parties", {"parties": plain(stated), "by": by})
            return self._revoke(debtor, log, now, by)

    def record(self, debtor: str, event: Mapping[str, Any], now: Instant, by: str) -> tuple[Record, list[Permit]]:
        """Record what happened: an inbound contact, a hold, a wish, a payment.

        Gives back the record, and the open permits that it revoked. Raises RecordError.
        """
        read = read_event(event, 0, "the event")
        if read.known_at > now + SKEW:
            why, hint = "what has not happened cannot be judged by", "State when it happened, with the offset from UTC"
            raise RecordError(Problem("the event", "it lies in the future", why=why, hint=hint, code="future"))
        with self.store.opened([debtor]) as logs:
            log = logs[debtor]
            record = log.append(now, "event", {"event": plain(event), "by": by})
            return record, self._revoke(debtor, log, now, by)

    def _revoke(self, debtor: str, log: Log, now: Instant, by: str) -> list[Permit]:
        """Close the open permits that would not be granted any more."""
        case = self.cases.of(debtor, log)
        now, closed = case.now(now), []
        for permit in case.open_permits(now):
            verdict = case.judge(self.books).decide_at(case.asked(permit), now, (now, END_OF_ORDER))
            if not allows(permit, verdict):
                body = {"permit": permit.id, "becomes": "revoked", "verdict": plain_verdict(verdict), "by": by}
                log.append(now, "permit", body)
                closed.append(permit)
        return closed

    def ask(self, asked: Asked, now: Instant) -> Answer:
        """May this contact be made? Raises RequestReusedError where the request was made before for another contact."""
        return self.ask_many([asked], now)[0]

    def ask_many(self, asked: Sequence[Asked], now: Instant) -> list[Answer]:
        """The answers to several, each judged after the one before it, in one transaction: all are recorded or none."""
        try:
            with self.store.opened(each.debtor for each in asked) as logs:
                return [self._answer(each, logs[each.debtor], now) for each in asked]
        except KeyTakenError as error:
            raise RequestReusedError("A request of this name was made before, for another debtor.") from error

    def _answer(self, asked: Asked, log: Log, now: Instant) -> Answer:
        case = self.cases.of(asked.debtor, log)
        before = case.requests.get(asked.key)
        if before is None:
            record = log.append(now, "decision", *self._decision(asked, case, log, case.now(now)))
            case = self.cases.of(asked.debtor, log)
        else:
            (record, *_) = log.records(before - 1)
            if record.body["fingerprint"] != fingerprint(asked.as_record()):
                raise RequestReusedError(f"The request {asked.request!r} was made before, for another contact.")
        return case.answer(record)

    def _decision(self, asked: Asked, case: Case, log: Log, now: Instant) -> tuple[dict[str, Any], list[str]]:
        """The body of the record of a decision, and its keys."""
        judge, cut = case.judge(self.books, now), (now, END_OF_ORDER)
        verdict = judge.decide_at(asked.facts, now, cut)
        free = free_at(judge, asked.facts, now, cut) if verdict.answer == "refuse" else None
        why = why_besides(verdict, asked.said)
        body = asked.as_record() | {
            "fingerprint": fingerprint(asked.as_record()),
            "answer": word_for(verdict, why, free, asked.approval is not None),
            "verdict": plain_verdict(verdict), "why": list(why), "words": words_found(asked.said), "free_at": free,
            "judged_at": now, "permit": None,
        }  # fmt: skip
        if body["answer"] != "allow":
            return body, [asked.key]
        name = permit_id(asked.debtor, log.head.seq + 1, log.head.hash)
        ends = holds_until(judge, asked.facts, now, cut, now + self.life)
        return body | {"permit": {"id": name, "expires_at": ends}}, [asked.key, permit_key(name)]

    def use(self, permit: str, contact: Mapping[str, Any], now: Instant, by: str, text: str | None = None) -> Use:
        """The contact is being made: the permit is spent and the contact recorded, or the use is refused and recorded.

        ``contact`` states again what the permit is bound to, and may tell more (``from_number``, ``outcome``). The same
        use again gets the same answer. Raises UnknownPermitError, RecordError.
        """
        told = stated_use(contact, text)
        with self._held(permit) as (debtor, log):
            case = self.cases.of(debtor, log)
            return use_permit(case, log, self.books, permit, told, case.now(now), by)

    def tell(self, permit: str, facts: Mapping[str, Any], now: Instant, by: str) -> Record:
        """How a contact under a permit went (``outcome`` ...). Raises UnknownPermitError, RecordError."""
        with self._held(permit) as (debtor, log):
            case = self.cases.of(debtor, log)
            return tell_outcome(case, log, permit, facts, case.now(now), by)

    def release(self, permit: str, now: Instant, by: str) -> Permit:
        """The contact will not be made. A permit that is no longer open stays as it is. Raises UnknownPermitError."""
        with self._held(permit) as (debtor, log):
            case = self.cases.of(debtor, log)
            if case.permits[permit].state(case.now(now)) == "granted":
                log.append(now, "permit", {"permit": permit, "becomes": "released", "by": by})
            return self.cases.of(debtor, log).permits[permit]

    def case(self, debtor: str) -> Case:
        """All that is on record of a debtor, folded anew: to look at, apart from what goes on."""
        return Case(debtor).take(self.store.read(debtor))

    @contextmanager
    def _held(self, permit: str) -> Iterator[tuple[str, Log]]:
        found = self.store.find(permit_key(permit))
        if found is None:
            raise UnknownPermitError(f"There is no permit {permit!r}.")
        with self.store.opened([found[0]]) as logs:
            yield found[0], logs[found[0]]

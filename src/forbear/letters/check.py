"""No letter of a collector leaves unread: its final text by ``words``, the contact that it is by the rulebooks.

As at the gate what is not known refuses. What the gate would put to a person (``review``, words of the kind that only a
collector says) is refused here, because nobody stands by to judge it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from forbear import places
from forbear.calendar import HOUR, Instant, instant_at, local_day, show_instant
from forbear.engine.free import free_at
from forbear.engine.scalar import END_OF_ORDER, Judge, Laid
from forbear.engine.verdict import Reason, Verdict
from forbear.errors import InputError, Problem
from forbear.gate.asked import Asked as Question
from forbear.gate.asked import read_asked
from forbear.gate.choosing import Books, texts_in
from forbear.letters.debtors import Party, history_of, party_of
from forbear.letters.shown import lines_of, recipient_of, sender_of
from forbear.letters.stating import missing_hint, ours, stated_of
from forbear.rules.catalog import all_books
from forbear.words.flags import readable
from forbear.words.read import read_message
from forbear.words.reading import BY_COLLECTORS, Said
from forbear.words.setting import LIABLE

if TYPE_CHECKING:
    from forbear.events import History
    from forbear.letters.asked import Asked
    from forbear.letters.make import Letter

HOURS = 24
DEMAND = "demand_payment"
"""What a text that is not wholly ours may be for, whatever its kind is for: it must be allowed as that too."""


class ContactError(InputError):
    """The contact that a letter would be may not be made, or is not known to be allowed: every reason is told."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A letter that may go out: the contact as it was judged, when, and by which rulebooks."""

    contact: Mapping[str, Any]
    at: Instant
    zone: str
    rulebooks: tuple[str, ...]


def check(asked: Asked, letter: Letter, own: bool) -> Checked:
    """Judge a finished letter of a collector; ``own`` where its text is the user's and not ours.

    Raises ContactError with every reason, its citation, from when it would be free, and what is missing.
    """
    party = _party(asked)
    history = history_of(asked.case, party.debtor)
    zone = (*history.parties.zones(), asked.case.zone or "UTC")[0]
    at = _instant(asked, history, zone)
    text = whole_text(letter)
    question = _question(asked, party, history, text, own)
    found = [*_words(asked, question, text, own)]
    if found:
        raise ContactError(found)
    judge = Judge((), history, "strict", laid=_laid(asked, history))
    cut = (max([at, *history.all.known[-1:]]), END_OF_ORDER)
    used: set[str] = set()
    for facts in (question.facts, *(() if ours(asked, text, own) else ({**question.facts, "purpose": DEMAND},))):
        verdict = judge.decide_at(facts, at, cut)
        used |= {*verdict.rulebooks}
        if not verdict.permits or not verdict.rulebooks:
            free = free_at(judge, facts, at, cut) if verdict.answer == "refuse" else None
            raise ContactError([*_problems(asked, party, verdict, free, zone)])
    return Checked({"at": show_instant(at, zone), **question.contact}, at, zone, tuple(sorted(used)))


def whole_text(letter: Letter) -> str:
    """All that anybody but its writer sees of a letter."""
    around = () if letter.kind.frame == "sheet" else (*sender_of(letter), *recipient_of(letter))
    return "\n\n".join([letter.subject, *around, *lines_of(letter.body, letter.lang), *letter.enclosures])


def _party(asked: Asked) -> Party:
    found = party_of(asked.case, asked.kind, asked.to.name) if asked.to else None
    if found is None:
        hint = "Name one with --to, as under [[debtor]] or [[contact]] in the case file"
        raise ContactError(Problem("--to", "whom it goes to is not on record", hint=hint, code="addressee-unknown"))
    return found


def _instant(asked: Asked, history: History, zone: str) -> Instant:
    """When it goes out: never before the last thing on record, so that no date of a letter leaves anything out."""
    hour = asked.options["hour"]
    if hour >= HOURS:
        raise ContactError(Problem(f"--set hour={hour}", "it is no hour of the day", hint="Write 0 to 23", code="hour"))
    at = instant_at(asked.day, hour * HOUR, zone)
    last = history.all.known[-1] if len(history) else at
    if local_day(last, zone) > asked.day:
        words = asked.words
        what = words("letter.dated_back", day=words.day(asked.day), last=words.time(last, zone))
        raise ContactError(Problem("--on", what, hint=words("letter.date_it"), code="clock"))
    return max(at, last)


def _question(asked: Asked, party: Party, history: History, text: str, own: bool) -> Question:
    """The contact with what its words say; raises ContactError where the record does not know its parties."""
    parties = history.parties
    person = party.outsider.person if party.outsider else str(parties.debtor.get("id", ""))
    role = parties.people.get(person, {}).get("role") if party.outsider else "debtor"
    ours = [one for one, facts in parties.collectors.items() if facts.get("name") == asked.case.me.name]
    collector = (ours or [*parties.collectors] if len(parties.collectors) == 1 else ours)[:1]
    unknown = [
        Problem(str(party.debtor.history), f"{what} is not on record", hint=hint, code="party-unknown")
        for known, what, hint in (
            (
                person and role,
                f"{asked.to.name if asked.to else ''} with an id and a role",
                "State both in its parties",
            ),
            (collector, asked.case.me.name, "State the name of the collector in its parties, as under [me]"),
        )
        if not known
    ]
    if unknown:
        raise ContactError(unknown)
    debts = [debt.name for debt in asked.debts] or [*parties.debts]
    stated = stated_of(asked, party, text, own)
    contact = {"collector": collector[0], "person": person, "role": role, "debts": debts,
               "channel": asked.options["channel"], **asked.kind.contact}  # fmt: skip
    return read_asked("letter", asked.kind.name, str(parties.debtor.get("id")), {**stated, **contact}, text=text)


def _words(asked: Asked, question: Question, text: str, own: bool) -> Iterator[Problem]:
    """What the text says that it should not, and what of it nobody here can read."""
    words = asked.words
    for each in said_in(text, str(question.facts["role"])):
        what = words.said(each.category, each.kind)
        yield Problem(asked.kind.name, words("letter.says_so", what=what, quote=each.quote),
                      hint=words("letter.take_out"), code="contact-words")  # fmt: skip
    free = asked.options.get("own_words")
    if (own and not readable(text)) or (free and not readable(free)):
        yield Problem(asked.kind.name, words("letter.unread"), hint=words("letter.write_plainly"), code="contact-words")


def said_in(text: str, role: str) -> list[Said]:
    """What a collector's letter to somebody of that role may not say, each once.

    It is read as a whole and by paragraphs, so that no sentence of its own softens another; and what somebody else is
    told to have said counts like any other word, because a letter of a collector has no reason to repeat it.
    """
    wanted = BY_COLLECTORS if role in LIABLE else (*BY_COLLECTORS, "disclosure")
    found: dict[tuple[str, str], Said] = {}
    for piece in (text, *text.split("\n\n")):
        for each in read_message(piece, to_role=role, direction="outbound").findings:
            if each.category in wanted:
                found.setdefault((each.category, each.kind), each)
    return list(found.values())


def _laid(asked: Asked, history: History) -> list[Laid]:
    """The rulebooks of where the case says, and of wherever the record says, that the debtor lives: as at the gate."""
    table, here, facts = places.shipped(), asked.case.place, dict(history.parties.debtor)
    stated = table.of({level: str(facts.get(f"place.{level}") or "") for level in places.LEVELS})
    if not stated.country:
        facts |= {f"place.{level}": name for level, name in table.written(here).items()}
    elif here.country and table.relation(here, stated) != "inside":
        facts["places"] = (*texts_in(facts.get("places")), here.code)
    return Books(all_books(), table).of(facts).laid(history.parties)


def _problems(
    asked: Asked, party: Party, verdict: Verdict, free: Instant | None, zone: str
) -> Iterator[Problem]:  # fmt: skip
    words, code = asked.words, f"contact-{verdict.answer}"
    if not verdict.rulebooks:
        here = places.shipped().name(asked.case.place, asked.lang)
        yield Problem(asked.kind.name, words("letter.no_rulebook", place=here),
                      hint=words("letter.no_rulebook_hint"), code="no-rulebook")  # fmt: skip
        return
    waits = words("ask.never") if free is None else words("ask.free", time=words.time(free, zone), zone=zone)
    for reason in verdict.reasons:
        hint = words("letter.to_a_person") if reason.effect == "review" else waits
        yield _problem(asked, reason, reason.says[asked.lang], hint, code)
    for reason in verdict.unknowns:
        facts = "; ".join(words.label("fact", name) for name in reason.missing)
        hint = " ".join(dict.fromkeys(missing_hint(asked, party, name) for name in reason.missing))
        yield _problem(asked, reason, words("ask.missing", facts=facts), hint, code)


def _problem(asked: Asked, reason: Reason, what: str, hint: str, code: str) -> Problem:
    why = f"{asked.words.cite(reason.cite)} ({asked.words.label('force', reason.force)})"
    return Problem(reason.name, what, why=why, hint=hint, code=code)

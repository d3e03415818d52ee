"""``forbear credit consent``, ``looks``, ``dispute``, ``records``, ``rights``: what a person may do."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from forbear.cli.choosing import Language
from forbear.cli.console import Exit, plain, say, table
from forbear.errors import Problem, RecordError
from forbear.report.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from forbear.creditfile.rights.clocks import Clock
    from forbear.creditfile.rights.steps import Dispute

Folder = Annotated[Path, typer.Argument(help="The folder of the store.")]
Person = Annotated[str, typer.Argument(help="The person's id: forbear credit people finds it.")]
On = Annotated[str, typer.Option("--on", help="The day on which it happened: 2026-03-14 [today].")]
Lang = Annotated[Language, typer.Option("--lang", help="Language of the answer.")]
AsJson = Annotated[bool, typer.Option("--json", help="Machine-readable.")]
Who = Annotated[str, typer.Option("--who", help="Who decides.")]
Why = Annotated[str, typer.Option("--why", help="On what evidence.")]


def consent(
    store: Folder,
    person: Person,
    asker: Annotated[str, typer.Option("--asker", help="Who may look.")] = "",
    purpose: Annotated[str, typer.Option("--purpose", help="For what: application, review, collection ...")] = "",
    scope: Annotated[str, typer.Option("--scope", help="At what: tables of the file, by commas, or all.")] = "all",
    first: Annotated[str, typer.Option("--from", help="The first day [today].")] = "",
    last: Annotated[str, typer.Option("--to", help="The last day [none].")] = "",
    where: Annotated[str, typer.Option("--where", help="Where it is written: a contract and its page.")] = "",
    withdraw: Annotated[int, typer.Option("--withdraw", help="Withdraw the consent of this number.")] = 0,
    on: On = "",
    lang: Lang = Language.en,
) -> None:
    """Write a person's consent down, or withdraw one; without either, list those that there are.

    Example: forbear credit consent store P00000001 --asker Qinghe --purpose application --where "contract 7, page 3"
    """
    from forbear.creditfile.rights import consents
    from forbear.creditfile.rights.records import Rights

    words, at = Words(lang), now()
    if withdraw or asker:
        with Rights(store, write=True) as rights, rights.writing() as writing:
            if withdraw:
                consents.withdraw(writing, at, person, withdraw, _day(on, "--on"))
            else:
                parts = [part.strip() for part in scope.split(",") if part.strip()]
                days = _day(first, "--from"), _day(last, "--to") if last else None
                consents.give(writing, at, person, asker, purpose, parts, *days, where)
    with Rights(store) as rights:
        found = consents.consents(rights.entries(person, ["consent"]))
    names = ("number", "asker", "purpose", "scope", "from", "to", "where", "withdrawn")
    table("", [words(f"credit_rights.{name}") for name in names], (_consent_row(one, words) for one in found))
    if not found:
        say(words("credit_rights.no_consents"))


def _consent_row(one: Any, words: Words) -> list[str]:
    from forbear.calendar import show_day
    from forbear.creditfile.rights.law import purposes

    days = [show_day(day) if day is not None else "" for day in (one.first, one.last, one.withdrawn)]
    purpose = purposes()[one.purpose][words.lang]
    return [str(one.number), one.asker, purpose, ", ".join(one.scope), *days[:2], one.where, days[2]]


def looks(store: Folder, person: Person, lang: Lang = Language.en, as_json: AsJson = False) -> None:
    """List every look into a person's file, and every refused one: who, when, for what, and what was given.

    Example: forbear credit looks store P00000001
    """
    from forbear.creditfile.rights.law import purposes
    from forbear.creditfile.rights.records import Rights
    from forbear.creditfile.rights.whole import looks as listed

    words = Words(lang)
    with Rights(store) as rights:
        found = listed(entry for one in known_as(store, person) for entry in rights.entries(one, ["look", "given"]))
    if as_json:
        plain(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for one in found:
        purpose = purposes()[one["purpose"]][words.lang]
        said = {"n": str(one["number"]), "day": one["day"], "asker": one["asker"], "purpose": purpose}
        given = words("credit_rights.given", report=one["report"], n=one["rows"]) if "report" in one else ""
        refused = one["answer"] == "refused"
        key = "credit_rights.look_refused" if refused else "credit_rights.look"
        say(f"{words(key, **said)} {given}".rstrip(), sign="✗" if refused else "✓")
        for why in one.get("why", ()):
            say(why[words.lang], indent=4)
    if not found:
        say(words("credit_rights.no_looks"))


def dispute(
    store: Folder,
    person: Annotated[str, typer.Argument(help="The person's id.")] = "",
    row: Annotated[list[str] | None, typer.Option("--row", help="A row of the report that is contested.")] = None,
    reason: Annotated[str, typer.Option("--reason", help="What is wrong with it, in the person's words.")] = "",
    place: Annotated[str, typer.Option("--place", help="Whose law: CN, US, IN.")] = "",
    number: Annotated[int, typer.Option("--number", help="The dispute that is moved on.")] = 0,
    step: Annotated[str, typer.Option("--step", help="asked, answered, corrected, deleted, upheld, told ...")] = "",
    answer: Annotated[str, typer.Option("--answer", help="Of the furnisher: confirmed, wrong, unconfirmed.")] = "",
    by: Annotated[str, typer.Option("--by", help="Who certifies what is put back.")] = "",
    text: Annotated[str, typer.Option("--words", help="More from the person: a statement, material.")] = "",
    on: On = "",
    lang: Lang = Language.en,
    as_json: AsJson = False,
) -> None:
    """Contest rows of a file, move a dispute on, or list the disputes of a person with their clocks.

    Exit code 3 where something is late.

    Example: forbear credit dispute store P00000001 --row account:Qinghe:77 --reason "Paid in March." --place CN
    """
    from forbear.creditfile.rights import disputing
    from forbear.creditfile.rights.clocks import clocks
    from forbear.creditfile.rights.records import Rights
    from forbear.creditfile.rights.steps import disputes

    words, at = Words(lang), now()
    if step or row:
        with Rights(store, write=True) as rights, rights.writing() as writing:
            if step:
                person = disputing.dispute_of(writing, number).person
                said = {"answer": answer, "by": by, "words": text, "people": known_as(store, person, splits=True)}
                disputing.move_on(writing, at, number, step, _day(on, "--on"), **said)
            else:
                disputing.open_dispute(writing, at, person, row or [], reason, _day(on, "--on"), place)
    with Rights(store) as rights:
        found = disputes(rights.entries(person or None, ["dispute"]))
        notices = [entry.body for entry in rights.entries(person or None, ["notice"])]
    running = clocks(found, at)
    _show_disputes(found, running, notices, words, as_json=as_json)
    if any(one.standing.state == "late" for one in running):
        raise typer.Exit(Exit.FINDINGS)


def _show_disputes(
    found: list[Dispute], running: list[Clock], notices: Sequence[Mapping[str, Any]], words: Words, *, as_json: bool
) -> None:
    """Each dispute with its clocks, and with the notices to those who had been given its rows."""
    from forbear.calendar import show_day
    from forbear.creditfile.rights.clocks import shown
    from forbear.creditfile.rights.texts import says

    if as_json:
        told = [{"number": one.number, "person": one.person, "state": one.state, "rows": one.rows} for one in found]
        said = {"disputes": told, "clocks": [shown(one) for one in running], "notices": list(notices)}
        plain(json.dumps(said, ensure_ascii=False, indent=2))
        return
    for one in found:
        state = says("state", one.state)[words.lang]
        about = ", ".join(one.rows) or one.about
        say(words("credit_rights.dispute", n=str(one.number), day=show_day(one.opened), about=about, state=state))
        for clock in running:
            if clock.dispute == one.number:
                say(_clock(clock, words), indent=4, sign="✗" if clock.standing.state == "late" else "·")
        for notice in notices:
            if notice.get("dispute") == one.number:
                say(words("credit_rights.notice", to=notice["to"], report=notice["report"]), indent=4)
    if not found:
        say(words("credit_rights.no_disputes"))


def _clock(clock: Clock, words: Words) -> str:
    told = clock.standing
    late = words("credit_rights.late", n=clock.days_late) if clock.days_late else ""
    owed = words("credit_rights.owed", amount=str(clock.owed)) if clock.owed else ""
    state = words(f"credit_rights.state_{told.state.replace('-', '_')}")
    return " ".join(part for part in (f"{state}:", told.says[words.lang], f"({told.cite})", late, owed) if part)


def records(
    store: Annotated[Path, typer.Argument(help="The folder of the store, or a file that --to wrote.")],
    head: Annotated[str, typer.Option("--head", help="Where the records ended when last noted: number:hash.")] = "",
    receipt: Annotated[list[str] | None, typer.Option("--receipt", help="The hash of a record, from a report.")] = None,
    to: Annotated[Path | None, typer.Option("--to", help="Write the records out, to be checked elsewhere.")] = None,
    lang: Lang = Language.en,
) -> None:
    """Check the records of consents, looks and disputes: whatever was changed, moved or removed is named.

    Nothing but the records is needed. Note the end that is told: without it nobody can see that an end was cut off.
    Exit code 3 where something is wrong.

    Example: forbear credit records store --to records.jsonl
    """
    from forbear.chain import Head
    from forbear.creditfile.rights import verify as checking
    from forbear.creditfile.rights.records import Rights

    words = Words(lang)
    noted = None
    if head:
        seq, _, own = head.partition(":")
        if not seq.isdigit() or not own:
            hint = "Write it as it was told: 42:9f86d0…"
            raise RecordError(Problem("--head", f"{head!r} is no end of records", hint=hint, code="head"))
        noted = Head(int(seq), 0, own)
    if store.is_file():
        checked = checking.verify(checking.read_out(store), noted, receipt or ())
    else:
        with Rights(store) as rights:
            checked = checking.verify(rights.entries(), noted, receipt or ())
            if to is not None:
                checking.write_out(rights, to)
    for finding in checked.findings:
        say(finding.says[words.lang], sign="✗")
    end = f"{checked.head.seq}:{checked.head.hash}"
    say(words("credit_rights.checked", n=checked.records, end=end), style="bold")
    if checked.findings:
        raise typer.Exit(Exit.FINDINGS)


def rights(
    store: Folder,
    person: Person,
    erase: Annotated[bool, typer.Option("--erase", help="Erase what the person wrote.")] = False,
    who: Who = "",
    why: Why = "",
    lang: Lang = Language.en,
) -> None:
    """Write out all that is on record of a person's rights, as JSON; or erase what the person wrote.

    Example: forbear credit rights store P00000001
    """
    from forbear.creditfile.rights import whole
    from forbear.creditfile.rights.records import Rights

    if not erase:
        with Rights(store) as opened:
            plain(json.dumps(whole.everything(opened, known_as(store, person)), ensure_ascii=False, indent=2))
        return
    if not who or not why:
        raise RecordError(Problem("--erase", "it is not said who erases and why", hint="Give --who and --why"))
    with Rights(store, write=True) as opened, opened.writing() as writing:
        for one in whole.erase(writing, now(), known_as(store, person), who, why):
            say(one[lang])


def known_as(folder: Path, person: str, *, splits: bool = False) -> list[str]:
    """The id of a person and those before it: what is on record under them is theirs too."""
    from forbear.creditfile.rights.splits import people_of
    from forbear.creditfile.store import NAME, Store

    if not (folder / NAME).is_file():
        return [person]
    with Store(folder) as opened:
        return people_of(opened, person, splits=splits)


def now() -> int:
    """The instant at which it is."""
    from forbear.calendar import instant_of

    return instant_of(datetime.now(UTC))


def _day(text: str, where: str) -> int:
    if not text:
        return datetime.now(UTC).date().toordinal()
    try:
        return date.fromisoformat(text).toordinal()
    except ValueError:
        hint = "Write it as 2026-03-14"
        raise RecordError(Problem(where, f"{text!r} is no day", hint=hint, code="day")) from None

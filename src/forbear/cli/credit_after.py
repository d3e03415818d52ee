"""``forbear credit alerts``, ``statement``, ``again``: messages that wait, a person's words, decisions made anew."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from forbear.cli.choosing import Language
from forbear.cli.console import Exit, plain, say, table
from forbear.cli.credit_report import BOOK, Book, Card, Policy, Zone, made_by
from forbear.cli.credit_rights import AsJson, Folder, Lang, Person, known_as, now
from forbear.errors import Problem, RecordError
from forbear.report.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from forbear.creditfile.rights.again import Changed
    from forbear.creditfile.rights.looks import Given
    from forbear.creditfile.statements.making import By
    from forbear.creditfile.store import Store


def alerts(
    store: Folder,
    person: Annotated[str, typer.Argument(help="Of one person alone.")] = "",
    sent: Annotated[int, typer.Option("--sent", help="The message of this number was sent.")] = 0,
    channel: Annotated[str, typer.Option("--channel", help="How: sms, mail.")] = "",
    lang: Lang = Language.en,
    as_json: AsJson = False,
) -> None:
    """List the messages about looks that nobody has sent yet, in the words to send; or note that one was sent.

    Example: forbear credit alerts store --sent 12 --channel sms
    """
    from forbear.creditfile.rights import looks
    from forbear.creditfile.rights.records import Rights

    words = Words(lang)
    if sent:
        if not channel.strip():
            raise RecordError(Problem("--sent", "it is not said how it was sent", hint="Give --channel sms"))
        with Rights(store, write=True) as rights, rights.writing() as writing:
            looks.sent(writing, now(), sent, channel)
    with Rights(store) as rights:
        found = looks.unsent(rights.entries(person or None, ["alert"]))
    if as_json:
        plain(json.dumps([{"number": one.seq, "person": one.person, **one.body} for one in found], ensure_ascii=False))
        return
    for one in found:
        say(words("credit_rights.alert", n=str(one.seq), person=one.person, text=one.body["sms"][lang.value]))
    if not found:
        say(words("credit_rights.no_alerts"))


def statement(
    store: Folder,
    person: Person,
    row: Annotated[list[str], typer.Option("--row", help="A row of the report that the words are about.")],
    text: Annotated[str, typer.Option("--words", help="The words, shown beside the row on every copy.")],
    lang: Lang = Language.en,
) -> None:
    """Put the person's own words beside rows that nobody disputes.

    Example: forbear credit statement store P00000001 --row account:Qinghe:77 --words "I was in hospital."
    """
    from forbear.creditfile.rights.disputing import state_own_words
    from forbear.creditfile.rights.records import Rights

    with Rights(store, write=True) as rights, rights.writing() as writing:
        state_own_words(writing, now(), person, row, text)
    say(Words(lang)("credit_rights.stated", n=len(row)))


def again(
    store: Folder,
    person: Person,
    card: Card,
    book: Book = BOOK,
    policy: Policy = "",
    zone: Zone = "",
    lang: Lang = Language.en,
    as_json: AsJson = False,
) -> None:
    """Decide again what was decided with rows that a dispute corrected or took out, and list what comes out otherwise.

    Each as of its own day, by the file as it stands now. Exit code 3 where an answer changes.

    Example: forbear credit again store P00000001 --card card.toml
    """
    from forbear.creditfile.rights.again import re_decide, turned_out_wrong
    from forbear.creditfile.rights.records import Rights
    from forbear.creditfile.store import Store

    words, by = Words(lang), made_by(book, card, policy)
    with Rights(store) as rights:
        entries = [entry for one in known_as(store, person, splits=True) for entry in rights.entries(one)]
    with Store(store) as opened:
        found = re_decide(entries, turned_out_wrong(entries), _deciding(opened, person, by, zone))
    if as_json:
        told = [{"asker": one.asker, "report": one.report, "before": one.before, "after": one.after} for one in found]
        plain(json.dumps(told, ensure_ascii=False))
    elif found:
        names = ("asker", "day", "report", "before", "after")
        table("", [words(f"credit_rights.{name}") for name in names], (_changed(one, words) for one in found))
    else:
        say(words("credit_rights.none_changed"))
    if found:
        raise typer.Exit(Exit.FINDINGS)


def _changed(one: Changed, words: Words) -> list[str]:
    answers = [words(f"credit_rights.answer_{answer}") for answer in (one.before, one.after)]
    return [one.asker, words.day(one.day), one.report, *answers]


def _deciding(store: Store, person: str, by: By, zone: str) -> Callable[[Given], str]:
    """The answer of the file as it stands now, as of the day of a report."""
    from forbear.creditfile.statements.chain import Asked
    from forbear.creditfile.statements.making import made, out_of_the_file

    out = out_of_the_file(store)

    def decide(report: Given) -> str:
        asked = Asked(date.fromisoformat(report.as_of), None, [person], zone or None, out, report.place)
        return str(json.loads(next(made(store, asked, by)).text)["decision"]["answer"])

    return decide

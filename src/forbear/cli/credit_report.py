"""``forbear credit report``: what lenders report of a person, for three readers; and of everybody as JSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from forbear.cli.choosing import Language
from forbear.cli.console import Exit, progress, say
from forbear.errors import Problem, RecordError
from forbear.report.words import Words

if TYPE_CHECKING:
    from forbear.creditfile.rights.looks import Look
    from forbear.creditfile.statements.chain import Asked
    from forbear.creditfile.statements.making import By
    from forbear.creditfile.store import Store
    from forbear.report.credit.view import Seen

BOOK = "figures"
"""The rulebook of figures that comes with Forbear."""


class View(StrEnum):
    """Who reads."""

    person = "person"
    lender = "lender"
    regulator = "regulator"


Folder = Annotated[Path, typer.Argument(help="The folder of the store.")]
Person = Annotated[str, typer.Option("--person", help="A person's id: P00000001; `forbear credit people` finds it.")]
AsOf = Annotated[str, typer.Option("--as-of", help="The day of the look [today].")]
Until = Annotated[str, typer.Option("--until", help="By what had come until this instant [all of it].")]
Book = Annotated[str, typer.Option("--rules", help="A credit rulebook: its id, or a file of your own.")]
Card = Annotated[str, typer.Option("--card", help="A scorecard: its id, or a file; without one nothing is decided.")]
Policy = Annotated[str, typer.Option("--policy", help="A credit rulebook whose rules reject by themselves.")]
Zone = Annotated[str, typer.Option("--zone", help="Where the lenders' clocks stand: Asia/Shanghai.")]
Place = Annotated[
    str, typer.Option("--place", help="Whose law says what a look needs and when entries go: CN, US, IN.")
]
Memory = Annotated[str, typer.Option("--memory", help="Memory that the database may use.")]
Lang = Annotated[Language, typer.Option("--lang", help="Language of the report and of the answer.")]


def report(
    store: Folder,
    out: Annotated[Path, typer.Option("--out", help="The folder to write into; made where it is missing.")],
    person: Person = "",
    everybody: Annotated[bool, typer.Option("--all", help="Of everybody, as JSON Lines; records no look.")] = False,
    as_of: AsOf = "",
    until: Until = "",
    view: Annotated[View, typer.Option("--view", help="Who reads it.")] = View.person,
    asker: Annotated[str, typer.Option("--asker", help="Who looks, with --view lender or regulator.")] = "",
    purpose: Annotated[str, typer.Option("--purpose", help="For what: application, review, collection.")] = "",
    basis: Annotated[str, typer.Option("--basis", help="The right or order under which somebody looks.")] = "",
    scope: Annotated[
        list[str] | None, typer.Option("--scope", help="What is looked at: application, account, decision … [all].")
    ] = None,
    place: Place = "",
    nameless: Annotated[bool, typer.Option("--nameless", help="Without names of other lenders.")] = False,
    book: Book = BOOK,
    card: Card = "",
    policy: Policy = "",
    zone: Zone = "",
    memory: Memory = "2GB",
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON [with none of the three: all].")] = False,
    as_html: Annotated[bool, typer.Option("--html", help="Write HTML.")] = False,
    as_pdf: Annotated[bool, typer.Option("--pdf", help="Write PDF.")] = False,
    lang: Lang = Language.en,
) -> None:
    """Report what lenders' records say of a person, and how a decision follows from them.

    Every sentence names its rows. A look of a lender needs a consent that fits, and each look is recorded beside the
    store, for the person to see. Exit code 2 where it is refused. It informs; it is no legal advice.

    Example: forbear credit report store --person P00000001 --lang zh --out report
    """
    from forbear.creditfile.statements.making import out_of_the_file
    from forbear.creditfile.store import Store

    by = made_by(book, card, policy)
    words = Words(lang)
    _check(person, everybody, view, asker)
    with Store(store, memory) as opened:
        asked = asked_for(as_of, until, [person] if person else [], zone, out_of_the_file(opened), place)
        if everybody:
            _batch(opened, asked, by, out, words)
            return
        about = {"purpose": purpose, "asker": asker, "basis": basis, "place": place}
        seen = _seen(view, scope or (), nameless, asker)
        document = _document(opened, asked, by, words)
        look = _ask(store, person, seen, about, asked.as_of)
        if not look.granted:
            say(words("credit_report.refused"), sign="✗")
            for one in look.why:
                say(one[lang.value], indent=2)
            raise typer.Exit(Exit.REFUSED)
        kinds = [name for name, on in (("json", as_json), ("html", as_html), ("pdf", as_pdf)) if on]
        files = _files(document, seen, lang, by, kinds or ["json", "html", "pdf"])
        _hand_over(store, look, document, files)
    out.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (out / name).write_bytes(content)
        say(words("credit_report.written", path=str(out / name)))


def made_by(book: str, card: str, policy: str) -> By:
    """The rulebooks and the scorecard that are named."""
    from forbear.creditfile.decision import cards
    from forbear.creditfile.statements.making import By
    from forbear.rules.catalog import credit_book

    found = None
    if card:
        found = cards.load(Path(card)) if Path(card).suffix == ".toml" else cards.shipped(card)
    rules = credit_book(policy) if policy else None
    return By(credit_book(book), found, rules, datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))


def asked_for(as_of: str, until: str, people: Sequence[str], zone: str, out: Sequence[str], place: str = "") -> Asked:
    """What the options ask for."""
    from forbear.creditfile.intake.listed import instant_in
    from forbear.creditfile.statements.chain import Asked

    day = instant_in(as_of, "--as-of").date() if as_of else datetime.now(UTC).date()
    return Asked(day, instant_in(until, "--until") if until else None, people, zone or None, out, place)


def _check(person: str, everybody: bool, view: View, asker: str) -> None:
    if bool(person) == everybody:
        hint = "Name a person with --person, or write --all"
        raise RecordError(Problem("--person", "it is not said of whom", hint=hint, code="person-unsaid"))
    if view is not View.person and not everybody and not asker:
        hint = "Name who looks with --asker"
        raise RecordError(Problem("--asker", "it is not said who looks", hint=hint, code="asker-unsaid"))


def _seen(view: View, scope: Sequence[str], nameless: bool, asker: str) -> Seen:
    from forbear.report.credit.view import Seen

    return Seen(view.value, tuple(scope), not nameless, asker)


def _document(store: Store, asked: Asked, by: By, words: Words) -> dict[str, Any]:
    from forbear.creditfile.statements.making import made

    with progress() as bar:
        task = bar.add_task(words("credit_report.step_rows"), total=None)
        found = made(
            store, asked, by, step=lambda name: bar.update(task, description=words(f"credit_report.step_{name}"))
        )
        document: dict[str, Any] = json.loads(next(found).text)
    return document


def _ask(store: Path, person: str, seen: Seen, about: dict[str, str], day: date) -> Look:
    """Every look is asked for and recorded; a person's own needs nothing."""
    from forbear.creditfile.rights.looks import Question, ask
    from forbear.creditfile.rights.records import Rights

    purposes = {"person": "own", "regulator": "supervision", "lender": "application"}
    purpose = about["purpose"] or purposes[seen.view]
    asker = person if seen.view == "person" else about["asker"]
    question = Question(
        person, asker, purpose, list(seen.scope) or ["all"], day.toordinal(), about["place"], basis=about["basis"]
    )
    with Rights(store, write=True) as rights, rights.writing() as writing:
        return ask(writing, _now(), question)


def _hand_over(store: Path, look: Look, document: dict[str, Any], files: dict[str, bytes]) -> None:
    from forbear.creditfile.rights.looks import hand_over
    from forbear.creditfile.rights.records import Rights

    report, content = document["report"], next(iter(files.values()))
    answer = document.get("decision", {}).get("answer", "")
    rows = [row for row, about in document["evidence"].items() if not about.get("held")]
    with Rights(store, write=True) as rights, rights.writing() as writing:
        sha256 = hashlib.sha256(content).hexdigest()
        hand_over(writing, _now(), look.number, report["number"], sha256, rows, report["as_of"], answer)


def _files(document: dict[str, Any], seen: Seen, lang: Language, by: By, kinds: Sequence[str]) -> dict[str, bytes]:
    from forbear.report.credit import papers
    from forbear.report.credit.named import names_of
    from forbear.report.credit.page import page
    from forbear.report.credit.view import view

    made = page(document, seen, lang.value, names_of(by))
    stem = f"{document['person']['person_id']}.{seen.view}"
    found = {}
    if "json" in kinds:
        text = json.dumps(view(document, seen), ensure_ascii=False, separators=(",", ":"))
        found[f"{stem}.json"] = f"{text}\n".encode()
    if "html" in kinds:
        found[f"{stem}.{lang.value}.html"] = papers.html(made).encode()
    if "pdf" in kinds:
        day = datetime.fromisoformat(document["report"]["as_of"]).replace(tzinfo=UTC)
        found[f"{stem}.{lang.value}.pdf"] = papers.paper(made, int(day.timestamp()))
    return found


def _batch(store: Store, asked: Asked, by: By, out: Path, words: Words) -> None:
    from forbear.creditfile.statements import batch
    from forbear.creditfile.statements.making import basis_of, made

    basis = basis_of(store, asked, by)
    named = json.dumps(
        [str(asked.as_of), basis.known_until, basis.zone, basis.rulebook, basis.scorecard, asked.out, asked.place]
    )
    last, parts = batch.reached(out, named)
    with progress() as bar:
        task = bar.add_task(words("credit_report.step_rows"), total=None)
        found = made(
            store, asked, by, last, lambda name: bar.update(task, description=words(f"credit_report.step_{name}"))
        )
        total = store.rows("SELECT count(*) FROM look WHERE person_id > ?", [last])[0][0]
        bar.update(task, total=total)
        done = batch.write(out, found, named, parts, told=lambda count: bar.advance(task, count))
    say(words("credit_report.batch", n=done.documents, parts=done.parts, path=str(out)))


def _now() -> int:
    from forbear.calendar import instant_of

    return instant_of(datetime.now(UTC))

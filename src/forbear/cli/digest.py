"""``forbear digest``: one look a day or a week instead of every ring: what needs an answer, what can be left."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from forbear import bodies
from forbear.calendar import moment_of, start_of_day, zone_named
from forbear.cli.choosing import Language, day_or_today
from forbear.cli.console import plain, progress, say
from forbear.errors import Problem, RecordError
from forbear.letters.case import Case, language_of, read_case
from forbear.places import shipped as places
from forbear.report.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forbear.audit.result import AuditResult
    from forbear.engine.duties import Standing
    from forbear.report.digest import Inputs
    from forbear.report.digest_due import Days


def digest(
    case: Annotated[Path, typer.Argument(help="The case: where logs, marks, letters and payments lie.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for digest.html, digest.txt and digest.ics.")] = Path(
        "digest"
    ),
    week: Annotated[
        bool, typer.Option("--week", help="The seven days up to --until; so it is if nothing is said.")
    ] = False,
    day: Annotated[bool, typer.Option("--day", help="The day of --until alone.")] = False,
    until: Annotated[str, typer.Option("--until", help="The last day, as 2026-03-08; today if absent.")] = "",
    bodies_of_own: Annotated[
        Path | None, typer.Option("--bodies", help="A table of bodies of your own, laid over ours.")
    ] = None,
    lang: Annotated[Language | None, typer.Option("--lang", help="Language; the case's if absent.")] = None,
    unmasked: Annotated[bool, typer.Option("--unmasked", help="Show telephone numbers in full.")] = False,
) -> None:
    """One quiet look instead of every ring: what came, what needs an answer and by when, what can be left alone.

    Example: forbear digest case.toml --week --until 2026-03-29 --out digest
    """
    if week and day:
        hint = "Say --week or --day"
        raise RecordError(Problem("--day", "a digest is of a day or of a week", hint=hint, code="digest-days"))
    found = read_case(case)
    words = Words(language_of(found, lang.value if lang else None))
    with progress() as bar:
        task = bar.add_task(words("terminal.judging"), total=None)
        result = found.judged(lambda count: bar.advance(task, count))
    zone = _zone(found, result)
    days = _days(day, until, zone)
    table = bodies.with_own(bodies_of_own) if bodies_of_own else bodies.shipped()
    given = _inputs(found, result, table, days, zone)
    _write(given, days, words, zone, out, masked=not unmasked)


def _write(given: Inputs, days: Days, words: Words, zone: str, out: Path, masked: bool) -> None:
    from forbear.audit.export import mask_of, write_text_safely
    from forbear.report import digest_page, digest_text
    from forbear.report.digest import digest_of
    from forbear.report.digest_told import Telling
    from forbear.report.naming import Naming

    made = digest_of(given, days, words, masked)
    result = given.result
    telling = Telling(words, Naming(result, words, mask_of(result, masked)) if result else None, zone)
    stamp = moment_of(start_of_day(days.last, zone)).strftime("%Y%m%dT%H%M%SZ")
    text = digest_text.text(made, telling)
    out.mkdir(parents=True, exist_ok=True)
    write_text_safely(out / "digest.txt", text)
    write_text_safely(out / "digest.ics", digest_text.calendar(made, stamp, words))
    write_text_safely(out / "digest.html", digest_page.build(made, telling))
    plain(text)
    say(words("digest.written", path=out / "digest.html"))


def _days(day: bool, until: str, zone: str) -> Days:
    from forbear.report.digest_due import Days

    last = day_or_today(until, zone)
    return Days(last if day else last - 6, last)


def _zone(case: Case, result: AuditResult | None) -> str:
    """The debtor's zone: what the logs or the case say, else the first of the place."""
    zone = (result.zone if result and result.history.parties.zones() else "") or case.zone
    zone = zone or next(iter(places().zones(case.place)), "UTC")
    zone_named(zone)
    return zone


def _inputs(case: Case, result: AuditResult | None, table: bodies.Bodies, days: Days, zone: str) -> Inputs:
    from forbear.report.digest import Inputs

    return Inputs(
        result=result,
        texts=_texts(case, result) if result else {},
        standings=_standings(case, result, days, zone) if result else (),
        letters=case.received,
        talks=case.talks,
        debts=case.debts,
        help=table.for_place(case.place),
    )


def _texts(case: Case, result: AuditResult) -> Mapping[str, str]:
    """The words of the messages of marked numbers."""
    from forbear.audit.assemble import Log
    from forbear.audit.intake.base import Options
    from forbear.audit.marks import Marks, Owner
    from forbear.audit.texts import texts_of

    wanted = {str(each.get("text_sha256")) for each in result.history.of_kind("contact").events}
    logs = [Log(one.path, Owner(one.person, one.role)) for one in case.logs]
    marks = case.marks or Marks()
    marks.region = case.place.country or None
    return texts_of(logs, marks, Options(zone=case.zone or None, region=marks.region), wanted)


def _standings(case: Case, result: AuditResult, days: Days, zone: str) -> tuple[Standing, ...]:
    """Where the duties of the place's rulebooks stand at the end of the last day."""
    from forbear.engine.duties import Duties
    from forbear.rules.catalog import chosen

    at = min(start_of_day(days.last + 1, zone) - 1, _now())
    return tuple(Duties(chosen((), [case.place.code]), result.history, "listed").standing(at))


def _now() -> int:
    from forbear.calendar import instant_of

    return instant_of(datetime.now(UTC))

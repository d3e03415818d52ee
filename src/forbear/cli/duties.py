"""``forbear duties``: what must be done by when, what is late, and may this act be done?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from forbear import vocabulary
from forbear.audit.export import write_text_safely
from forbear.audit.intake.base import check_readable
from forbear.audit.intake.native import read_history, read_json
from forbear.calendar import Instant, instant_of, local_day, show_day, show_instant, start_of_day
from forbear.cli.choosing import Drafts, Language, Place, Reading, Rules, books_for
from forbear.cli.console import COLOURS, Exit, plain, say
from forbear.engine.duties import STATES, ActAnswer, Duties, Standing
from forbear.errors import Problem, RecordError
from forbear.events import Facts
from forbear.records import read_facts, read_time
from forbear.report.words import Words

STYLES = {"late": "bold red", "due": "yellow", "barred": "bold red", "unknown": "magenta", "on-time": "green"}
QUIET = ("not-yet-due", "over", "not-required", "on-time")
"""States that ask for nothing: their sentence is left out."""


def duties(
    history: Annotated[Path, typer.Argument(help="What happened: native JSON Lines.")],
    rules: Rules = None,
    place: Place = None,
    as_of: Annotated[
        str, typer.Option("--as-of", help="The end of a day such as 2026-06-30, or an instant; now if absent.")
    ] = "",
    act: Annotated[Path | None, typer.Option("--act", help="A JSON file with an act: may it be done?")] = None,
    ics: Annotated[Path | None, typer.Option("--ics", help="Write the days as an iCalendar file.")] = None,
    reading: Annotated[Reading, typer.Option("--reading", help="How what is not stated is read.")] = Reading.listed,
    drafts: Drafts = False,
    lang: Annotated[Language, typer.Option("--lang", help="Language of the sentences.")] = Language.en,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False,
) -> None:
    """List duties with a clock: what is due when, what is late, what was done. Exit code 3 where something is late.

    With --act it answers for one act (a transfer, a deletion, a plan) and ends with 2 where that may not be done.

    Example: forbear duties log.jsonl --rules us-reg-f --as-of 2026-06-30 --ics duties.ics
    """
    past = read_history(history)
    zone = (*past.parties.zones(), "UTC")[0]
    asked = Duties(books_for(rules or (), place), past, reading.value, drafts)
    words = Words(lang)
    if act is not None:
        facts, at = _act(act)
        _answer(asked.act(facts, at), facts, words, as_json)
        return
    at = _instant(as_of, zone)
    found = sorted(asked.standing(at), key=_pressing)
    if ics is not None:
        write_text_safely(ics, calendar(found, at, words))
    if as_json:
        plain(json.dumps([_record(each) for each in found], ensure_ascii=False, indent=2))
    else:
        _show(found, at, zone, words)
    if any(each.state == "late" for each in found):
        raise typer.Exit(Exit.FINDINGS)


def calendar(found: Sequence[Standing], at: Instant, words: Words) -> str:
    """The calendar file of what was found."""
    from forbear.report.ical import calendar_of

    return calendar_of(found, at, words)


def _pressing(found: Standing) -> tuple[int, int, str, str, str]:
    return STATES.index(found.state), found.due or 0, found.debt, found.collector, found.name


def _instant(text: str, zone: str) -> Instant:
    """The end of a local day, an instant, or now."""
    if not text:
        return instant_of(datetime.now(UTC))
    try:
        return start_of_day(date.fromisoformat(text).toordinal() + 1, zone) - 1
    except ValueError:
        pass
    problems: list[Problem] = []
    at = read_time(text, "--as-of", problems)
    if problems:
        raise RecordError(problems)
    return at


def _act(path: Path) -> tuple[Facts, Instant]:
    """The act in a file, and when it is to be done."""
    check_readable(path)
    record = read_json(path.read_text(encoding="utf-8-sig"), str(path))
    problems: list[Problem] = []
    at = read_time(record.get("at"), f"{path}, key 'at'", problems)
    rest = {key: value for key, value in record.items() if key != "at"}
    facts = read_facts(rest, vocabulary.ACT_KEYS, str(path), problems)
    if "kind" not in facts:
        hint = f"One of: {', '.join(vocabulary.VALUES['act'])}"
        problems.append(Problem(str(path), "the key 'kind' is missing", hint=hint, code="key-missing"))
    if problems:
        raise RecordError(problems)
    return facts, at


def _answer(answer: ActAnswer, facts: Facts, words: Words, as_json: bool) -> None:
    """Show whether the act may be done, with every reason."""
    if as_json:
        record = {"act": facts["kind"], "answer": answer.answer, "duties": [_record(each) for each in answer.asked]}
        plain(json.dumps(record, ensure_ascii=False, indent=2))
    else:
        say(words.label("answer", answer.answer).upper(), style=COLOURS[answer.answer])
        for each in (*answer.reasons, *answer.unknowns):
            _tell(each, words, whole=True)
        if not answer.asked:
            say(words("duties.no_duty", act=words.label("act", str(facts["kind"]))))
        say(words("ask.advice"))
    if answer.answer != "allow":
        raise typer.Exit(Exit.REFUSED)


def _show(found: Sequence[Standing], at: Instant, zone: str, words: Words) -> None:
    say(words("duties.head", n=len(found), day=words.day(local_day(at, zone)), zone=zone, time=show_instant(at, zone)))
    for each in found:
        _tell(each, words)
    say(words("ask.advice"))


def _tell(found: Standing, words: Words, whole: bool = False) -> None:
    """One duty: where it stands, its day, its sentence where something is asked for (or the ``whole`` is wanted)."""
    days = (
        [words("duties.day", kind=words.label("duty_kind", found.kind), day=show_day(found.due))] if found.due else []
    )
    if found.done is not None:
        days.append(words("duties.done", day=show_day(found.done)))
    state = words.label("duty_state", found.state)
    head = words("duties.line", state=state, name=found.name, days=words.listed(days) or "–", debt=found.debt)
    say(head, indent=2, sign="-", style=STYLES.get(found.state, ""))
    if found.missing:
        missing = "; ".join(words.label("fact", name) for name in found.missing)
        say(words("ask.missing", facts=missing), indent=4)
    elif whole or found.state not in QUIET:
        say(found.says[words.lang], indent=4)
    force = words.label("force", found.force)
    say(
        words("duties.cite", cite=words.cite(found.cite), force=force, collector=found.collector), indent=4, style="dim"
    )


def _record(found: Standing) -> dict[str, Any]:
    days = {key: getattr(found, key) for key in ("start", "due", "done")}
    return {
        "rulebook": found.rulebook,
        "duty": found.duty,
        "clause": found.clause,
        "kind": found.kind,
        "act": found.act or None,
        "state": found.state,
        **{key: None if day is None else show_day(day) for key, day in days.items()},
        "debt": found.debt,
        "collector": found.collector,
        "force": found.force,
        "cite": found.cite,
        "says": dict(found.says),
        "missing": list(found.missing),
        "confidence": found.confidence,
    }

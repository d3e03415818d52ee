"""How ``forbear rules`` shows the cases that it ran: those about contacts and those about duties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from forbear.cli.console import say
from forbear.engine.duty_cases import DutyCase, DutyOutcome
from forbear.engine.examples import Case, Outcome, Skipped


@dataclass(frozen=True, slots=True)
class Unrunnable:
    """A case that could not be run at all."""

    id: str
    why: str


Read = Case | DutyCase | Skipped | Unrunnable
Ran = Outcome | DutyOutcome | Skipped | Unrunnable


def show_failure(outcome: Outcome | DutyOutcome) -> None:
    """A case or example that failed: what differed, why it was expected, and what was found."""
    say(outcome.case.id, sign="✗", style="bold")
    for fault in outcome.faults:
        say(fault, indent=4)
    if outcome.case.why:
        say(f"why expected: {outcome.case.why}", indent=4)
    for found in outcome.standings if isinstance(outcome, DutyOutcome) else ():
        say(f"{found.name} [{found.state}] {found.says['en']}", indent=4, sign="·")
    if isinstance(outcome, Outcome):
        _show_reasons(outcome)


def _show_reasons(outcome: Outcome) -> None:
    for reason in (*outcome.verdict.reasons, *outcome.verdict.unknowns, *outcome.verdict.notes):
        missing = f" (missing: {', '.join(reason.missing)})" if reason.missing else ""
        kind = f"{reason.effect}, {reason.force or 'no force'}"
        say(f"{reason.name} [{kind}] {reason.says['en']}{missing}", indent=4, sign="·")


def case_record(result: Ran) -> dict[str, Any]:
    """One case for other programs."""
    if isinstance(result, DutyOutcome):
        got, duties = ", ".join(result.got), [each.name for each in result.standings]
        same = {"id": result.case.id, "passed": result.passed, "expected": dict(result.case.expect), "got": got}
        return {**same, "duties": duties, "faults": list(result.faults)}
    if isinstance(result, Outcome):
        return {
            "id": result.case.id,
            "passed": result.passed,
            "expected": dict(result.case.expect),
            "got": result.verdict.answer,
            "rules": [reason.name for reason in result.verdict.reasons],
            "unknown": [reason.name for reason in result.verdict.unknowns],
            "notes": [note.rule for note in result.verdict.notes],
            "faults": list(result.faults),
        }
    return {"id": result.id, "passed": None if isinstance(result, Skipped) else False, "why": result.why}

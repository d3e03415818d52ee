"""Break every rulebook on purpose, one small change at a time, and see whether an example or a case notices.

    python scripts/mutate.py [--book ID] [--seconds N] [--cases FOLDER] [--fast] [--no-allow]

A mutant that nobody notices *survives*: the rulebook says something that no example holds it to. Mutants that
mean the same as the original stand with a reason in ``tests/rulebooks/equivalent_mutants.toml``.
Exit code 1 where one survives.
"""

from __future__ import annotations

import argparse
import sys
import time
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from forbear.engine.examples import Case, read_case, read_cases, run_case
from forbear.errors import RulebookError
from forbear.rules.catalog import paths
from forbear.rules.format import Example, Rulebook
from forbear.rules.load import Reader
from scripts.mutants import Mutant, mutants
from scripts.mutate_duties import DutyTrial, duty_trials
from scripts.mutate_order import Reach

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "cases"
ALLOWED = ROOT / "tests" / "rulebooks" / "equivalent_mutants.toml"
FAST = ("compare", "value", "window")
"""The kinds of mutant that must survive nowhere: comparisons, values and windows."""


@dataclass(frozen=True, slots=True)
class Trial:
    """An example or case; ``quiet`` names the rules that it is about and that must not speak on it."""

    case: Case
    quiet: frozenset[str] = frozenset()

    @property
    def about(self) -> frozenset[str]:
        """The rules that it was written for."""
        expect = self.case.expect
        return self.quiet.union(expect.get("rules", ()), expect.get("notes", ()), expect.get("unknown", ()))

    def passes(self, book: Rulebook) -> bool:
        """Is it answered as expected, with no word from the rules that should be quiet?"""
        outcome = run_case(self.case, lambda name: book)
        spoken = {reason.rule for reason in (*outcome.verdict.reasons, *outcome.verdict.notes)}
        return outcome.passed and not spoken & self.quiet


def trials_of(book: Rulebook, cases: Path = CASES) -> list[Trial | DutyTrial]:
    """The examples of a book and the published cases that name no other book, read once."""
    duties = duty_trials(book, cases)
    found = [(read_case({"drafts": True, **each.record}, each.where), quiet_of(each)) for each in book.examples]
    if (cases / f"{book.id}.jsonl").is_file():
        found += [(case, frozenset()) for case in read_cases(cases / f"{book.id}.jsonl")]
    own = [(case, quiet) for case, quiet in found if isinstance(case, Case) and case.rulebooks == (book.id,)]
    return [*(Trial(case, quiet) for case, quiet in own), *duties]


def quiet_of(example: Example) -> frozenset[str]:
    """The rules that an example is about (``tests``) and does not expect to speak."""
    expect = example.record.get("expect", {})
    return frozenset(example.record.get("tests", ())) - {*expect.get("rules", ()), *expect.get("notes", ())}


def survivors(
    book: Rulebook, chosen: Iterable[Mutant], trials: Sequence[Trial | DutyTrial], until: float = float("inf")
) -> Iterator[tuple[Mutant, bool]]:
    """Each mutant with whether it survived; trials for what it reaches are asked first, the last killer foremost.

    Trials that fail on the book as it stands prove nothing and are left out.
    """
    order, reach = [trial for trial in trials if trial.passes(book)], Reach(book)
    for mutant in chosen:
        if time.monotonic() > until:
            return
        reached = reach.of(mutant.place)
        could = (trial for trial in order if _could_notice(trial, mutant))
        first = sorted(could, key=lambda trial: not _written_for(trial, reached))
        killer = next((trial for trial in first if _notices(trial, mutant.book)), None)
        if killer is not None:
            order.remove(killer)
            order.insert(0, killer)
        yield mutant, killer is None


def _written_for(trial: Trial | DutyTrial, reached: frozenset[str]) -> bool:
    """Is a trial about a rule that a change reaches, or about duties where it reaches none?"""
    return bool(trial.about & reached) if isinstance(trial, Trial) else not reached


def _could_notice(trial: Trial | DutyTrial, mutant: Mutant) -> bool:
    """Rules speak on contacts, duties and classes in their own trials; facts, values and sets serve both."""
    unheard = ("[rule.", "[exception.") if isinstance(trial, DutyTrial) else ("[duty.", "[class.")
    return not mutant.place.startswith(unheard)


def _notices(trial: Trial | DutyTrial, book: Rulebook) -> bool:
    """Does a trial fail on a mutant? A mutant that cannot be run at all is noticed, too."""
    try:
        return not trial.passes(book)
    except (KeyError, TypeError, ValueError, RecursionError):
        return True


def allowed(path: Path = ALLOWED) -> dict[tuple[str, str], str]:
    """``(book, place) → why`` of the mutants that mean the same as the original."""
    if not path.is_file():
        return {}
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return {(each["book"], each["place"]): each["why"] for each in table.get("mutant", ())}


def unchecked(path: Path) -> Rulebook | None:
    """A rulebook as read, or None where its head is unreadable (the loader's own tests say why)."""
    try:
        return Reader(path).book()
    except RulebookError:
        return None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and print; 1 where a mutant survives that the list does not excuse."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--book", help="one rulebook only")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after so long")
    parser.add_argument("--cases", type=Path, default=CASES, help="folder of case files")
    parser.add_argument("--fast", action="store_true", help="comparisons, values and windows only")
    parser.add_argument("--no-allow", action="store_true", help="print the excused survivors too")
    options = parser.parse_args(arguments)
    until = time.monotonic() + options.seconds
    excused = {} if options.no_allow else allowed()
    tried = lived = 0
    unseen = {key for key in excused if options.book in (None, key[0])}
    for name, path in sorted(paths().items()):
        book = unchecked(path) if options.book in (None, name) else None
        if book is None:
            continue
        chosen = (each for each in mutants(book) if each.kind in FAST or not options.fast)
        for mutant, alive in survivors(book, chosen, trials_of(book, options.cases), until):
            tried += 1
            if alive:
                unseen.discard((name, mutant.place))
            if alive and (name, mutant.place) not in excused:
                lived += 1
                sys.stdout.write(f"{name}: {mutant.kind}: {mutant.place}\n")
    late = " (stopped early)" if time.monotonic() > until else ""
    for name, place in sorted(unseen) if not (late or options.fast) else ():
        sys.stdout.write(f"{name}: excused without need: {place}\n")
    sys.stdout.write(f"{tried} mutants, {tried - lived} killed, {lived} survived{late}\n")
    return 1 if lived else 0


if __name__ == "__main__":
    sys.exit(main())

"""Who belongs to which group, as a file from outside says it, put beside the answers of a run of reports."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from forbear.creditfile.decision.fairness import Judged
from forbear.errors import Problem, RecordError, nearest

NEEDED = ("person", "group")
ENDED = "ended"
ENDINGS: Mapping[str, bool | None] = {"good": False, "bad": True, "": None}
"""How it ended with somebody, as the file says it."""
Belongs = Mapping[str, tuple[str, bool | None]]
"""Person → group, and whether it ended badly."""


def read_groups(path: Path) -> Belongs:
    """A CSV of ``person``, ``group`` and, where it is known, ``ended``; raises RecordError with every fault."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            names = rows.fieldnames or ()
            faults = [*_lacking(str(path), names)]
            found: dict[str, tuple[str, bool | None]] = {}
            for row in rows if not faults else ():
                where, person = f"{path}, line {rows.line_num}", (row["person"] or "").strip()
                faults += _wrong(where, person, row, person in found)
                found[person] = (row["group"] or "").strip(), ENDINGS.get((row.get(ENDED) or "").strip())
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RecordError(Problem(str(path), "this is no CSV", why=str(error), code="groups-broken")) from None
    if faults:
        raise RecordError(faults)
    return found


def judged(documents: Iterable[str], belongs: Belongs) -> Iterator[Judged]:
    """The group, the answer and the ending of everybody of whom there is a report and a group.

    Raises RecordError where a report decides nothing.
    """
    for text in documents:
        document = json.loads(text)
        person = str(document["person"]["person_id"])
        if "decision" not in document:
            hint = "Write the reports with a scorecard: forbear credit report STORE --all --card CARD --out FOLDER"
            raise RecordError(Problem(person, "the report decides nothing", hint=hint, code="decision-none"))
        if person in belongs:
            group, bad = belongs[person]
            yield group, str(document["decision"]["answer"]), bad


def _lacking(where: str, names: Iterable[str]) -> Iterator[Problem]:
    known = list(names)
    for name in NEEDED:
        if name not in known:
            hint = nearest(name, known) or f"Its columns: {', '.join((*NEEDED, ENDED))}"
            yield Problem(where, f"there is no column {name!r}", hint=hint, code="column-missing")


def _wrong(where: str, person: str, row: Mapping[str, str | None], again: bool) -> Iterator[Problem]:
    ended = (row.get(ENDED) or "").strip()
    if not person or not (row["group"] or "").strip():
        yield Problem(where, "a person or a group is not named", hint="Name both", code="group-unnamed")
    if again:
        yield Problem(where, f"{person!r} stands here twice", hint="Name one group for each person", code="twice")
    if ended not in ENDINGS:
        hint = nearest(ended, ENDINGS) or "Write good, bad, or nothing where it is not known"
        yield Problem(where, f"{ended!r} is no ending", hint=hint, code="ending-unknown")

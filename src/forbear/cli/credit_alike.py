"""``forbear credit alike``: whom the answers of a run of reports treat how, by groups that are given from outside."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from forbear.cli.choosing import Language
from forbear.cli.console import plain, say, table
from forbear.errors import Problem, RecordError
from forbear.report.words import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forbear.creditfile.decision.fairness import Group


def alike(
    reports: Annotated[Path, typer.Argument(help="The folder that `credit report --all --card` wrote.")],
    groups: Annotated[Path, typer.Option("--groups", help="CSV: person, group, ended (good, bad or empty).")],
    lang: Annotated[Language, typer.Option("--lang", help="Language of the answer.")] = Language.en,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False,
) -> None:
    """Compare how a card answers groups of people, each with all others, and how it ended with those approved.

    Groups (regions, ages) come from your file and are no figure of the card. A difference is a sign, no proof.

    Example: forbear credit alike reports --groups regions.csv
    """
    from forbear.creditfile.decision.fairness import by_group
    from forbear.creditfile.decision.groups import judged, read_groups
    from forbear.creditfile.statements.batch import read

    words, belongs = Words(lang), read_groups(groups)
    found = by_group(judged(read(reports), belongs))
    if not found:
        hint = "Give the folder of `forbear credit report --all --card`, and a file with ids of its people"
        what = "no report is of a person of the file of groups"
        raise RecordError(Problem(str(reports), what, hint=hint, code="groups-nobody"))
    if as_json:
        plain(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2))
        return
    _show(found, len(belongs), words)


def _show(found: Sequence[Group], named: int, words: Words) -> None:
    from forbear.creditfile.decision.fairness import percent, sentence

    names = ("group", "people", "approved", "share")
    rows = [
        (one.name, str(one.counts.people), str(one.counts.approved), percent(one.counts.approved, one.counts.people))
        for one in found
    ]
    table("", [words(f"credit_alike.{name}") for name in names], rows)
    plain("")
    for one in found:
        say(sentence(one, words.lang), sign="·")
    missing = named - sum(one.counts.people for one in found)
    if missing:
        say(words("credit_alike.missing", n=missing), sign="!")
    say(words("credit_alike.outside"))

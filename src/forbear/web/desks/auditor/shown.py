"""What the dashboard of an audit shows, worked out once when it is done: numbers, pictures, links to rows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.http import urlencode

from forbear.audit.tables.figures import COLLECTORS_MOST, Figures, Key
from forbear.labels import LANGUAGES
from forbear.report.dashboard import sections
from forbear.report.words import Words

ROWS = "rows?"
"""Links to rows lead there from the page of the audit."""


def write(figures: Figures, folder: Path) -> None:
    """Leave what is shown beside the results, in each language."""
    for lang in LANGUAGES:
        (folder / f"shown-{lang}.json").write_text(json.dumps(_of(figures, lang), ensure_ascii=False), encoding="utf-8")


def of(folder: Path, lang: str) -> dict[str, Any]:
    """What was left."""
    return dict(json.loads((folder / f"shown-{lang}.json").read_text(encoding="utf-8")))


def link(key: Key, debtors: Mapping[str, str]) -> str:
    """The query for the rows behind a number."""
    asked: dict[str, str] = {"of": "refused"}
    if key.kind in ("rule", "undecided"):
        asked = {"of": "spoke" if key.kind == "rule" else "undecided", "rule": f"{key.rulebook}/{key.rule}"}
    elif key.kind == "hour":
        asked["day"], _, asked["hour"] = key.place.partition("-")
    elif key.kind == "week":
        asked["from"] = asked["to"] = key.place
    elif key.kind == "debtor":
        asked = {"of": "all", "debtor": debtors[key.place]}
    if key.collector:
        asked["collector"] = key.collector
    return ROWS + urlencode(asked)


def _of(figures: Figures, lang: str) -> dict[str, Any]:
    words = Words(lang)
    debtors = {str(number): each.debtor for number, each in enumerate(figures.bombing, start=1)}
    found = sections(figures, words, True, lambda key: link(key, debtors))
    found["rulebooks"] = found.pop("books")
    found["names"] = {each.collector: each.name for each in figures.collectors[:COLLECTORS_MOST]}
    found["rule_names"] = [f"{rule.rulebook}/{rule.rule}" for rule in figures.rules]
    found["week_names"] = sorted(figures.weeks)
    found["parts"] = {name: words.number(count) for name, count in _parts(figures)}
    return dict(_plain(found))


def _parts(figures: Figures) -> list[tuple[str, int]]:
    counts = figures.counts
    allowed = counts.contacts - counts.refused - counts.review - counts.undecided
    return [("all", counts.contacts), ("refused", counts.refused), ("review", counts.review),
            ("undecided", counts.undecided), ("allowed", allowed)]  # fmt: skip


def _plain(value: Any) -> Any:
    """The same as JSON has it; templates can read a list, not a tuple's types."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, bool | int) else str(value)

"""The head of the audit report: the whole audit in plain sentences, the most serious first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forbear.report.figures import RuleFigures, Summary
from forbear.report.naming import Naming
from forbear.report.words import Words

Section = Mapping[str, Any]


def summary(figures: Summary, words: Words, naming: Naming) -> Section:
    """The audit in plain sentences, the most serious first, and four numbers to see at a glance."""
    return {
        "worst": _worst(figures.worst, words, naming) if figures.worst else None,
        "sentences": _sentences(figures, words),
        "tiles": [
            (words.number(figures.judged), words("summary.tile_judged"), "plain"),
            (
                words.number(figures.refused),
                words("summary.tile_refused"),
                "refuse" if figures.refused else "plain",
            ),
            (
                words.number(figures.third_persons),
                words("summary.tile_third"),
                "refuse" if figures.bombing == "bombing" else "plain",
            ),
            (words.number(figures.unknown), words("summary.tile_unknown"), "plain"),
        ],
        "forces": [_force(one.force, one.contacts, one.findings, words) for one in figures.forces],
    }


def bombing_sentence(level: str, persons: int, contacts: int, words: Words) -> str:
    """Whether the address book was bombed, in one sentence; ``level`` as in ``Bombing``."""
    key = f"summary.bombing_{level}" if persons or level != "none" else "summary.bombing_nobody"
    return words(key, n=persons, times=words("summary.times", n=contacts))


def _worst(rule: RuleFigures, words: Words, naming: Naming) -> Section:
    first = rule.findings[0]
    return {
        "line": words(
            "summary.worst_line",
            rule=rule.rule,
            book=naming.rulebook(rule.rulebook),
            force=words.label("force", rule.force),
            contacts=words("summary.contacts", n=rule.contacts),
        ),
        "example": words("summary.worst_example", number=first.number, says=naming.says(first.reason.says)),
    }


def _sentences(figures: Summary, words: Words) -> list[str]:
    if not figures.judged:
        return [words("summary.nobody")]
    judged = words("summary.contacts", n=figures.judged)
    sentences = [
        words(
            "summary.who",
            collectors=words("summary.collectors", n=figures.collectors),
            contacts=judged,
            persons=words("summary.persons", n=figures.persons),
        ),
        words("summary.broken_of", broken=words("summary.broken", n=figures.refused), judged=judged)
        if figures.refused
        else words("summary.nothing_broken"),
        bombing_sentence(figures.bombing, figures.third_persons, figures.third_contacts, words),
    ]
    counts = {"review": figures.review, "unknown": figures.unknown, "who_inbound": figures.inbound}
    fact = words.label("fact", figures.most_missing)
    return sentences + [words(f"summary.{name}", n=count, fact=fact) for name, count in counts.items() if count]


def _force(force: str, contacts: int, findings: int, words: Words) -> Section:
    return {
        "force": force,
        "line": words(
            "summary.force_line",
            force=words.label("force", force),
            contacts=words("summary.contacts", n=contacts),
            findings=words("summary.findings", n=findings),
        ),
        "meaning": words(f"force.{force}"),
    }

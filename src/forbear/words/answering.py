"""Does a message need an answer, a look, or may it be left? What is not known to be harmless is never left.

A message is left only where it is made of known plain parts and nothing else, and no sign stands in it: no court, no
number of a case, no notice, no offer, no day, no figure, no visit, no link. ``answering.toml`` holds both lists.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from forbear.words.matcher import compiled
from forbear.words.normal import folded
from forbear.words.read import read_message

Weight = Literal["answer", "look", "left"]

HARMLESS = ("disclosure", "opt_out_notice", "limited_content")
"""What a message may be found to say and still be left."""

_FROM_FINDINGS = {"threat": "threat", "poses_as": "court", "initial_disclosure": "notice", "insult": "insult"}
_BETWEEN = re.compile(r"[\s,，。.;；:：!！、~～?？()（）\"'“”‘’|/–—-]+")
_LETTERS = re.compile(r"[a-z\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a message asks of its reader, and the signs that say so.

    ``unread`` is a sign where it could not be read, ``unknown`` where it holds words that nobody listed as plain.
    """

    weight: Weight
    signs: tuple[str, ...] = ()


def weigh(text: str, names: Iterable[str] = ()) -> Weighed:
    """Weigh one message of a collector. ``names`` are those of the firms that write: they say nothing by themselves."""
    plain = folded(text).text
    if not _LETTERS.search(plain) or "\ufffd" in text:
        return Weighed("look", ("unread",))
    signs = dict.fromkeys([*_signs(plain), *_found(text)])
    if any(sign in _table()["answer"] for sign in signs) or {"offer", "date"} <= set(signs):
        return Weighed("answer", tuple(signs))
    if not signs and _only_plain(plain, names):
        return Weighed("left")
    return Weighed("look", tuple(signs) or ("unknown",))


def _signs(plain: str) -> Iterable[str]:
    return (name for name, pattern in _patterns().items() if pattern.search(plain))


def _found(text: str) -> Iterable[str]:
    """What the phrases find, as signs; a threat of a suit is one of a court."""
    for each in read_message(text, to_role="debtor", direction="outbound").findings:
        if each.category not in HARMLESS:
            legal = each.category == "threat" and each.kind in ("legal", "arrest")
            yield "court" if legal else _FROM_FINDINGS.get(each.category, "claim")


def _only_plain(plain: str, names: Iterable[str]) -> bool:
    """Whether nothing is left of a message once its plain parts and the firms' names are taken out."""
    for name in sorted((folded(name).text for name in names if name), key=len, reverse=True):
        plain = plain.replace(name, " ")
    for part in _plain():
        plain = part.sub(" ", plain)
    return not _BETWEEN.sub("", plain)


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(files("forbear.words").joinpath("answering.toml").read_text(encoding="utf-8"))


@cache
def _patterns() -> Mapping[str, Any]:
    return {name: compiled("|".join((both["zh"], both["en"]))) for name, both in _table()["signs"].items()}


@cache
def _plain() -> tuple[Any, ...]:
    return tuple(compiled(each) for lang in ("zh", "en") for each in _table()["plain"][lang])

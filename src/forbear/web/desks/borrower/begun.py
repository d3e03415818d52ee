"""What a letter can be begun with: the page that one comes from says it by a number, never by a name in an address."""

from __future__ import annotations

from collections.abc import Mapping

from forbear.web.desks.borrower import credit, disputes, marked, talks
from forbear.web.desks.borrower.models import Case

MOST_DIGITS = 9
FROM = ("debt", "dispute", "person")
"""From which pages one comes to a letter."""
RELATIONS = {"friend": "friend", "colleague": "colleague", "employer": "colleague"}
"""What the notice in advance calls somebody; everybody else is told as a relative."""


def initial(case: Case, asked: Mapping[str, str]) -> dict[str, str]:
    """The fields of a letter that are known already."""
    for name, made in zip(FROM, (_debt, _dispute, _person), strict=True):
        text = asked.get(name, "")
        if text.isascii() and text.isdecimal() and len(text) < MOST_DIGITS:
            return made(case, int(text))
    return {}


def _debt(case: Case, at: int) -> dict[str, str]:
    names = talks.names(case)
    return {"to": talks.creditor(case, names[at])} if at < len(names) else {}


def _dispute(case: Case, number: int) -> dict[str, str]:
    one = disputes.of_number(case, number)
    if one is None:
        return {}
    found = {"to": one.lender, "option-holder": "lender", "option-entry": "; ".join(one.rows),
             "option-wrong": disputes.words_of(case, one.reason)}  # fmt: skip
    if document := credit.kept(case):
        report = document["report"]
        found |= {"option-number": str(report["number"]), "option-seen_on": str(report["as_of"])}
    return found


def _person(case: Case, at: int) -> dict[str, str]:
    known = marked.people(case)
    if at >= len(known):
        return {}
    return {"to": known[at]["id"], "relation": RELATIONS.get(known[at]["role"], "relative")}

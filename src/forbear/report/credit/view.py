"""Three views of a document, made by leaving out, never by adding: the person sees all that a lender sees, and more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forbear.creditfile.rights.consents import ALL, BESIDE
from forbear.creditfile.tables import tables
from forbear.errors import InputError, Problem, nearest

VIEWS = ("person", "lender", "regulator")

_MASKED = ("name", "birth_date", "id_number", "phone", "email", "address", "employer")
_LEFT = 2
_YEAR = 4
_OF = {
    "application": ("applications",), "inquiry": ("inquiries",), "account": ("accounts",),
    "account_month": ("months", "late"), "identity_claim": ("identity",), "list_entry": ("lists",),
    "doubt": ("doubts",), "decision": ("rules",), "figure": (),
}  # fmt: skip
"""What a consent may give → the sections of it; figures are those of any section."""

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Seen:
    """Who sees what. ``scope``: what a consent gives, in its own words; all but doubts where it is empty.

    ``names``: whether a lender sees which other lenders said it; ``lender``: who is looking.
    """

    view: str = "person"
    scope: Sequence[str] = ()
    names: bool = True
    lender: str = ""

    def __post_init__(self) -> None:
        parts = (*tables(), *BESIDE, ALL)
        for value, known, where in [(self.view, VIEWS, "--view"), *((one, parts, "--scope") for one in self.scope)]:
            if value not in known:
                hint = nearest(value, known) or f"One of: {', '.join(known)}"
                raise InputError(Problem(where, f"there is no {value!r}", hint=hint, code="view-unknown"))


def view(document: Document, seen: Seen) -> dict[str, Any]:
    """The document as one of the three sees it."""
    return {"person": _for_person, "lender": _for_lender, "regulator": _for_regulator}[seen.view](document, seen)


def _for_person(document: Document, _: Seen) -> dict[str, Any]:
    """All of it."""
    return dict(document)


def _for_lender(document: Document, seen: Seen) -> dict[str, Any]:
    """What the consent gives, and which of it is in dispute; nothing of doubts, of what is held, or of who looked."""
    scope = {*seen.scope} if seen.scope and ALL not in seen.scope else {*_OF} - ({"doubt"} if not seen.scope else set())
    wanted = [one for one in document["statements"] if _given(one, scope)]
    if not seen.names:
        wanted = [found for one in wanted if (found := _nameless(one, seen.lender))]
    wanted = _fresh_by_what_is_given(wanted)
    kept = {key: document[key] for key in ("report", "form", "person") if key in document}
    if "decision" in document and "decision" in scope:
        kept["decision"] = document["decision"]
    evidence = _shown(document, wanted)
    used = {one.get("delivery") for one in evidence.values()}
    deliveries = {key: value for key, value in document["deliveries"].items() if key in used}
    marks = {row: one for row, one in document.get("rights", {}).get("marks", {}).items() if row in evidence}
    told = {"rights": {"marks": marks}} if marks else {}
    return {**kept, "statements": wanted, "evidence": evidence, "deliveries": deliveries, **told}


def _fresh_by_what_is_given(statements: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """How fresh a lender's word is stays, but not by which row, where that row is not given."""
    given = {row for one in statements if one["section"] != "header" for row in one["rows"]}
    return [
        {**one, "rows": [row for row in one["rows"] if row in given]} if one["section"] == "header" else one
        for one in statements
    ]


def _given(statement: Mapping[str, Any], scope: set[str]) -> bool:
    """Whether a consent gives a statement; how fresh the rest is, always."""
    if "figure" in statement["values"]:
        return "figure" in scope
    return statement["section"] == "header" or any(statement["section"] in _OF[one] for one in scope)


def _for_regulator(document: Document, _: Seen) -> dict[str, Any]:
    """All of it with its sources; of names and numbers of people only the first or the last signs."""
    return {**document, "statements": [_masked(one) for one in document["statements"]]}


def _shown(document: Document, statements: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    cited = {row for one in statements for row in [*one.get("rows", ()), *one.get("left_out", ())]}
    return {row: about for row, about in document["evidence"].items() if row in cited}


def _nameless(statement: Mapping[str, Any], lender: str) -> dict[str, Any] | None:
    """A statement without names of other lenders; none where it is about nothing else."""
    if statement["section"] == "header" and statement["values"].get("lender") != lender:
        return None
    if statement["values"].get("lender") == lender:
        return dict(statement)
    left = ("lender", "lenders", "account", "asked_by", "owner", "original_creditor", "bought_from", "sold_to", "rows")
    return {
        **{key: statement[key] for key in ("section", "code")},
        "values": _pruned(statement["values"], left),
        "rows": [],
    }


def _pruned(value: Any, left: Sequence[str]) -> Any:
    if isinstance(value, Mapping):
        return {key: _pruned(one, left) for key, one in value.items() if key not in left}
    return [_pruned(one, left) for one in value] if isinstance(value, list) else value


def _masked(statement: Mapping[str, Any]) -> dict[str, Any]:
    if statement["section"] == "identity" and statement["code"] in _MASKED:
        variants = [
            {**one, "value": _hidden(one["value"], statement["code"])} for one in statement["values"]["variants"]
        ]
        return {**statement, "values": {"variants": variants}}
    if statement["section"] == "doubts":
        return {**statement, "values": {"doubts": [_without_told(one) for one in statement["values"]["doubts"]]}}
    return dict(statement)


def _without_told(doubt: Mapping[str, Any]) -> dict[str, Any]:
    return {key: one for key, one in doubt.items() if key != "told"}


def _hidden(text: str, code: str) -> str:
    """``Ch****``, ``****10``: a number by its end, a name by its beginning."""
    signs = [sign if sign.isspace() else "*" for sign in text]
    if code == "birth_date":
        return text[:_YEAR] + "-**-**"
    if len(text) <= 2 * _LEFT:
        return text[:1] + "".join(signs[1:])
    if code in ("id_number", "phone"):
        return "".join(signs[:-_LEFT]) + text[-_LEFT:]
    return text[:_LEFT] + "".join(signs[_LEFT:])

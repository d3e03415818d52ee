"""What the body asks is told, and nothing that it does not ask: its row in the table of bodies decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from forbear import bodies
from forbear.bodies import Body
from forbear.calendar import Day
from forbear.errors import InputError, Problem, nearest
from forbear.letters.asked import Asked
from forbear.letters.diary import read_diary
from forbear.letters.found import contacts_table, findings_against, firms_of, told_of
from forbear.letters.make import Content
from forbear.letters.wording import pack_of

_COMPLAINT = "complaint_to_collector"
_IDENTITY = {"en": "copy of my identity card", "zh": "身份证明复印件"}
_EARLIER = {"en": "my complaint to {name} of {day}", "zh": "{day}致{name}的投诉函"}


def build(asked: Asked) -> Content:
    """Raises InputError where the logs show nothing, or nothing of the firm that is named."""
    body = next(one for one in bodies.shipped().all() if asked.to and one.id == asked.to.body)
    found = findings_against(asked, _named(asked))
    firms = [_firm(asked, body, *pair) for pair in firms_of(asked, found).items()]
    return Content(
        values={
            **told_of(asked, found),
            "firms": firms,
            "complained": any(one["complained"] for one in firms),
            "asks": body.asks,
            "body": _told(asked, body),
        },
        tables={"contacts": contacts_table(asked, found, firms=True)},
        enclosures=tuple(_enclosures(asked, body, firms)),
    )


def _named(asked: Asked) -> tuple[str, ...]:
    """The firm that was named, in full; empty where all are meant."""
    name = asked.options["firm"]
    if not name:
        return ()
    audit = asked.case.audit
    firms = firms_of(asked, audit.findings) if audit else {}
    known = [*dict.fromkeys(filter(None, (*firms, *firms.values())))]
    begun = [one for one in known if one.casefold().startswith(name.casefold())]
    if len(begun) != 1 and name not in known:
        what = f"没有针对{name!r}的发现" if asked.lang == "zh" else f"nothing was found against {name!r}"
        hint = nearest(name, known) or "; ".join(known)
        raise InputError(Problem("--set firm=…", what, hint=hint, code="firm-unknown"))
    return (name,) if name in known else (begun[0],)


def _firm(asked: Asked, body: Body, name: str, creditor: str) -> Mapping[str, Any]:
    day, known = _complained(asked, {name, creditor}), {one.name: one for one in asked.case.lenders}
    owed = [debt for debt in asked.case.debts.all if debt.creditor == creditor] if asked.case.debts else []
    first = "first_complaint_to_firm" in body.asks
    return {
        "name": name,
        "creditor": "" if creditor == name else creditor,
        "reference": known[name].reference if name in known and "reference" in body.asks else "",
        "owed": "; ".join(asked.words.money(one.owed, one.currency) for one in owed) if "amount" in body.asks else "",
        "complained": asked.words.day(day) if first and day is not None else "",
        "waited": asked.day - day if day is not None else 0,
    }


def _complained(asked: Asked, names: set[str]) -> Day | None:
    """When the firm was first complained to: what the writer says, else what the diary of letters shows."""
    if asked.options["complained"] is not None:
        return int(asked.options["complained"])
    written = [one.day for one in read_diary(asked.case.path) if one.kind == _COMPLAINT and one.to in names]
    return min((day for day in written if day <= asked.day), default=None)


def _enclosures(asked: Asked, body: Body, firms: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    if "own_identity" in body.asks:
        yield _IDENTITY[asked.lang]
    for firm in firms:
        if firm["complained"]:
            yield _EARLIER[asked.lang].format(name=firm["name"], day=firm["complained"])
    if "evidence" in body.asks and asked.options["pack"]:
        yield from pack_of(asked)


def _told(asked: Asked, body: Body) -> Mapping[str, Any]:
    """How the body is reached, and what comes before a complaint to it; for the writer alone."""
    lang, first = asked.lang, body.first
    between = "；" if lang == "zh" else "; "
    return {
        "does": body.does[lang],
        "reach": between.join(filter(None, (*body.phones, body.hours.get(lang, ""), body.url, body.email, body.post))),
        "first": first.says[lang] if first else "",
        "first_cite": first.cite if first else "",
        "required": first.required if first else False,
        "asks": between.join(bodies.asked(key, lang) for key in body.asks),
        "source": body.source.cite,
        "seen": asked.words.day(body.seen),
    }

"""The worklist: who may be reached how, from when, and what would change it."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router

from forbear import vocabulary
from forbear.calendar import Instant
from forbear.gate.options import Option, options
from forbear.web.access import readings
from forbear.web.access.view import Eyes
from forbear.web.api.caller import ERRORS, eyes
from forbear.web.api.shapes import ChangeOut, OptionOut, OptionsIn, OptionsOut
from forbear.web.api.shown import iso
from forbear.web.api.times import check_times
from forbear.web.ledger import gates

router = Router(tags=["permits"])


@router.post("/options", response={200: OptionsOut, **ERRORS}, summary="Who may be reached how, and from when?")
def list_options(request: HttpRequest, payload: OptionsIn) -> OptionsOut:
    """What the gate would answer now for each person, channel and address. No permit is given.

    All that is kept is that the key read it, once a day.
    """
    seen, now = eyes(request, "ask"), gates.now()
    about = _about(seen, payload)
    for stated in (about, *(each for several in payload.addresses.values() for each in several)):
        check_times(stated, vocabulary.EVENT_KEYS["contact"], "the options")
    readings.note(seen.key, [payload.debtor], "options", now)
    gate = gates.gate()
    found = options(
        gate.case(payload.debtor), gate.books, payload.purpose, now, about=about, channels=payload.channels,
        addresses=payload.addresses,
    )  # fmt: skip
    return OptionsOut(options=[_shown(one) for one in found])


def _about(seen: Eyes, payload: OptionsIn) -> dict[str, object]:
    """What is stated of the contacts; an agency's are its own, about the debts that it has."""
    if seen.all:
        return payload.about
    about = {"collector": seen.collector, **payload.about}
    about.setdefault("debts", sorted(seen.placed({payload.debtor})[payload.debtor]))
    seen.check_contacts([(payload.debtor, about)])
    return about


def _shown(one: Option) -> OptionOut:
    changes = [
        ChangeOut(kind=each.kind, says=dict(each.says), what=list(each.what), at=_time(each.at)) for each in one.changes
    ]
    return OptionOut(
        contact=dict(one.contact), answer=one.word, free_at=_time(one.free_at), verdict=dict(one.verdict),
        why=list(one.why), changes=changes, says=dict(one.says),
    )  # fmt: skip


def _time(instant: Instant | None) -> str | None:
    return None if instant is None else iso(instant)

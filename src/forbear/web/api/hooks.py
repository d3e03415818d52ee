"""Addresses that are told of holds, revoked permits and supervisors' answers."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Router

from forbear.web.access.view import Eyes
from forbear.web.api.caller import ERRORS, eyes
from forbear.web.api.channel_shapes import HookIn, HookOut, HooksOut
from forbear.web.api.problems import NotThereError
from forbear.web.api.shapes import Name
from forbear.web.channels.hooks import new_hook, secret_of
from forbear.web.channels.models import Hook
from forbear.web.ledger import gates

router = Router(tags=["webhooks"])


@router.post("/hooks", response={200: HookOut, **ERRORS}, summary="Be told of holds, revoked permits and approvals")
def make_hook(request: HttpRequest, payload: HookIn) -> HookOut:
    """From now on the address gets a signed POST for each. It may come more than once; tell them apart by record."""
    seen = eyes(request, "ask")
    return _out(new_hook(seen.key.organisation, seen.collector, payload.url, gates.now()))


@router.get("/hooks", response={200: HooksOut, **ERRORS}, summary="Your webhooks")
def hooks(request: HttpRequest) -> HooksOut:
    """The addresses of your organisation that are told."""
    return HooksOut(hooks=[_out(one) for one in _own(eyes(request, "ask")).order_by("made_at", "pk")])


@router.delete("/hooks/{hook}", response={200: HookOut, **ERRORS}, summary="Be told no more")
def end_hook(request: HttpRequest, hook: Name) -> HookOut:
    """The address is told nothing any more, nor what still waited."""
    found = _own(eyes(request, "ask")).filter(pk=hook).first()
    if found is None:
        raise NotThereError(f"There is no webhook {hook!r}, or it is not yours.")
    found.ended_at = gates.now()
    found.save(update_fields=["ended_at"])
    return _out(found)


def _own(seen: Eyes) -> QuerySet[Hook]:
    """Those of its organisation and collector; a house key with the scope admin has all."""
    rows = Hook.objects.filter(ended_at=None)
    if seen.all and "admin" in seen.key.allowed:
        return rows
    return rows.filter(organisation=seen.key.organisation, collector=seen.collector)


def _out(hook: Hook) -> HookOut:
    return HookOut(id=hook.pk, url=hook.url, collector=hook.collector, secret=secret_of(hook))

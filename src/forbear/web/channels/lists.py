"""Lists for diallers and gateways: the open permits of a channel, with all that is needed to make the contact."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from forbear.calendar import Instant, moment_of
from forbear.gate.permit import Permit
from forbear.web.channels.models import Message

COLUMNS = ("permit", "expires_at", "debtor", "person", "channel", "address", "collector", "debts", "purpose", "text")
RISKY = ("=", "-", "@", "\t", "\r")


def rows_of(permits: Sequence[Permit]) -> list[dict[str, Any]]:
    """One row for each permit; ``text`` where a message of it waits."""
    waiting = Message.objects.filter(pk__in=[one.id for one in permits]).only("body")
    texts = {one.pk: one.body or "" for one in waiting}
    return [_row(permit, texts.get(permit.id, "")) for permit in permits]


def _row(permit: Permit, text: str) -> dict[str, Any]:
    bound: Mapping[str, Any] = permit.bound
    facts = {key: bound.get(key) or "" for key in ("person", "channel", "address", "collector", "purpose")}
    debts = list(bound.get("debts") or ())
    return {"permit": permit.id, "debtor": permit.debtor, **facts, "debts": debts, "text": text,
            "expires_at": _time(permit.expires_at)}  # fmt: skip


def handed_over(permit: str, now: Instant) -> None:
    """A gateway sends the message that was listed: its text goes."""
    Message.objects.filter(pk=permit, state="listed").update(state="sent", body=None, changed_at=now)


def as_csv(rows: Iterable[Mapping[str, Any]]) -> str:
    """The rows as CSV; debts with a space between them. What a spreadsheet would run gets a ' before it."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        flat = {**row, "debts": " ".join(row["debts"])}
        writer.writerow({key: _harmless(key, str(flat[key])) for key in COLUMNS})
    return out.getvalue()


def _harmless(key: str, value: str) -> str:
    number = value[1:].isdecimal() and value[:1] == "+"
    return f"'{value}" if value.startswith(RISKY) or (value.startswith("+") and not number) else value


def _time(instant: Instant) -> str:
    return moment_of(instant).isoformat()

"""Only what the audit found on contacts of this addressee, or of those who collect for it."""

from __future__ import annotations

from forbear.letters.asked import Asked
from forbear.letters.found import (
    contacts_of,
    contacts_table,
    findings_against,
    firms_of,
    others_reached,
    rules_by_force,
    unread,
)
from forbear.letters.make import Content
from forbear.letters.wording import about, pack_of, period


def build(asked: Asked) -> Content:
    """Raises InputError where the logs show nothing against a rule."""
    to = asked.to.name if asked.to else ""
    found = findings_against(asked, (to,))
    contacts, agencies = contacts_of(found), [name for name in firms_of(found) if name != to]
    return Content(
        values={
            "about": about(asked),
            "agencies": asked.words.listed(agencies),
            "contacts": len(contacts),
            "others": len(others_reached(asked.case, found)),
            "first": period(asked, contacts)[0],
            "last": period(asked, contacts)[1],
            "groups": rules_by_force(asked, found),
            "judged": any(one.reason.effect == "review" for one in found),
            "unread": unread(asked, found),
        },
        tables={"contacts": contacts_table(asked, found, firms=bool(agencies))},
        enclosures=pack_of(asked) if asked.options["pack"] else (),
    )

"""Only what the audit found on contacts of this addressee, or of those who collect for it."""

from __future__ import annotations

from forbear.letters.asked import Asked
from forbear.letters.found import contacts_table, findings_against, firms_of, told_of
from forbear.letters.make import Content
from forbear.letters.wording import about, pack_of


def build(asked: Asked) -> Content:
    """Raises InputError where the logs show nothing against a rule."""
    to = asked.to.name if asked.to else ""
    found = findings_against(asked, (to,))
    agencies = [name for name in firms_of(asked, found) if name != to]
    return Content(
        values={**told_of(asked, found), "about": about(asked), "agencies": asked.words.listed(agencies)},
        tables={"contacts": contacts_table(asked, found, firms=bool(agencies))},
        enclosures=pack_of(asked) if asked.options["pack"] else (),
    )

"""What a message says, as the content keys of the vocabulary that rulebooks read."""

from __future__ import annotations

from collections.abc import Mapping

from forbear.words.limited import EXTRAS
from forbear.words.reading import Reading

_PRESENT = {"opt_out_notice": "content.opt_out_notice", "initial_disclosure": "content.initial_disclosure"}


def content_flags(reading: Reading) -> Mapping[str, object]:
    """The keys of a contact that the words decide, with their values; what they do not decide is not there.

    A key is True where it was found for sure. It is False only where the message was read whole and absence shows:
    no opt-out notice, no initial disclosure, nothing else beside limited content.
    """
    found = dict[str, object]()
    if reading.says("disclosure"):
        found["disclosure"] = "amount" if reading.says("disclosure", "amount") else "existence_of_debt"
    for category, key in _PRESENT.items():
        if reading.says(category):
            found[key] = True
        elif reading.languages and reading.text.strip() and not reading.of(category):
            found[key] = False
    if reading.of("threat", "legal"):
        found["content.threatens_legal_action"] = True
    posing = [each.kind for each in reading.of("poses_as") if each.certainty == "says"]
    return found | ({"content.poses_as": posing[0]} if posing else {}) | _limited(reading)


def _limited(reading: Reading) -> dict[str, object]:
    if not reading.says("limited_content"):
        return {}
    extras = tuple(each for each in EXTRAS if each in reading.parts)
    plain = {f"content.{name}": True for name in ("reply_request", "contact_person", "reply_number")}
    return plain | {"content.permitted_extras": extras, "content.other_content": False}

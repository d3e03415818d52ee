"""How a form asks for a choice of a letter: what the letter's table says of it, without how a command is given it."""

from __future__ import annotations

import re

from forbear.letters.kinds import Option
from forbear.web.desks.shared.texts import language, say

_EXAMPLE = re.compile(r"(.+?)(?:: |：)(.+)")
_WRITTEN = re.compile(r"\d{4}-\d{2}-\d{2}|[\d.]+")
"""A day or a number as a command wants it: a form has a field of its own for it."""
_WITHIN = ("such as", "，如")
"""With these a table gives its example within the sentence."""


def asked_of(option: Option) -> tuple[str, str]:
    """The label of the field for a choice, and an example to stand below it."""
    says = option.says[language()]
    label, example = says, ""
    if option.words:
        label = re.split("[;；:：]", says)[0]
    elif (found := _EXAMPLE.fullmatch(says)) and _WRITTEN.fullmatch(found[2]):
        label = found[1]
    elif found and option.type == "text" and not any(word in says for word in _WITHIN):
        label, example = found[1], say("shared.form.example", example=found[2])
    return label[:1].upper() + label[1:], example

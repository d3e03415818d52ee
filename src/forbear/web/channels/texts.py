"""Approved texts: what may stand in one, and how it is filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from forbear.errors import Problem, RecordError
from forbear.web.channels.models import Template
from forbear.words.read import read_message
from forbear.words.reading import BY_COLLECTORS

CHANNELS = ("email", "letter", "sms")
FIELD = re.compile(r"\{([a-z][a-z0-9_]{0,39})\}")
BRACE = re.compile(r"[{}]")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
LONGEST_VALUE = 500


def fields_of(*texts: str) -> set[str]:
    """The names of what is to be filled in."""
    return {name for text in texts for name in FIELD.findall(text)}


def check_template(subject: str, body: str, channel: str) -> None:
    """Raises RecordError where a text cannot be a template, or says what no collector's message may."""
    problems = [
        Problem(where, "a brace stands alone", hint="Write {name} for what is filled in", code="template-brace")
        for where, text in (("subject", subject), ("body", body))
        if BRACE.search(FIELD.sub("", text))
    ]
    if CONTROL.search(subject) or (channel == "email" and not subject.strip()):
        problems.append(Problem("subject", "an e-mail needs a subject of one line", hint="Write one", code="subject"))
    problems += _unfit(body, channel)
    if problems:
        raise RecordError(problems)


def _unfit(body: str, channel: str) -> Iterator[Problem]:
    reading = read_message(body, to_role="debtor", direction="outbound")
    for said in reading.findings:
        if said.category in BY_COLLECTORS and said.certainty == "says":
            yield Problem("body", f"{said.quote!r} is a {said.category} ({said.kind or said.category})",
                          hint="Say it without that", code="words")  # fmt: skip


def filled(template: Template, values: Mapping[str, str]) -> tuple[str, str]:
    """Subject and body with the values in them; raises RecordError where one is missing, unknown or unfit."""
    problems = list(_unfilled(template, values))
    if problems:
        raise RecordError(problems)
    return _fill(template.subject, values), _fill(template.body, values)


def _fill(text: str, values: Mapping[str, str]) -> str:
    return FIELD.sub(lambda found: values[found[1]], text)


def whole(subject: str, body: str) -> str:
    """What is read for its words and hashed: all that the person will read."""
    return f"{subject}\n\n{body}" if subject else body


def _unfilled(template: Template, values: Mapping[str, str]) -> Iterator[Problem]:
    wanted = fields_of(template.subject, template.body)
    for name in sorted(wanted ^ set(values)):
        what = f"{name!r} is missing" if name in wanted else f"the template {template.name!r} has no {name!r}"
        hint = f"It has: {', '.join(sorted(wanted))}"
        yield Problem("values", what, hint=hint, code="value-missing" if name in wanted else "value-unknown")
    for name, value in sorted(values.items()):
        if len(value) > LONGEST_VALUE or CONTROL.search(value):
            hint = f"At most {LONGEST_VALUE} characters"
            yield Problem("values", f"{name!r} is too long, or more than one line", hint=hint, code="value-unfit")

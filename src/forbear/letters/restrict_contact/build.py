"""What is ruled out, in words; something must be left, or the letter would ask for silence."""

from __future__ import annotations

from forbear.errors import InputError, Problem
from forbear.letters.asked import Asked
from forbear.letters.make import Content
from forbear.letters.wording import about, labels, ways

_WRITTEN = {"letter": "address", "email": "email"}
_BY_MACHINE = {"call", "sms"}


def build(asked: Asked) -> Content:
    """Raises InputError where nothing is asked for, or no way of contact is left."""
    option = asked.options
    if not any(option[name] for name in ("no", "not_at", "only_times", "not_times", "others")):
        raise _problem(asked, "nothing-asked")
    if not set(asked.kind.options["no"].words) - set(option["no"] or ()):
        raise _problem(asked, "nothing-left")
    return Content(
        values={
            "about": about(asked),
            "no": labels(asked, "channel", "no"),
            "places": labels(asked, "place", "not_at"),
            "rings": bool(_BY_MACHINE & set(option["no"] or ())),
            "ways": "" if _barred(asked) else ways(asked),
        }
    )


def _barred(asked: Asked) -> bool:
    """Is one of the addresses that the writer gives one that she rules out?"""
    barred = asked.options["no"] or ()
    return any(getattr(asked.case.me, part) for channel, part in _WRITTEN.items() if channel in barred)


def _problem(asked: Asked, code: str) -> InputError:
    told = {
        "nothing-asked": ("no wish is said", "Say at least one of no, not_at, only_times, not_times, others=true"),
        "nothing-left": ("every way of contact is ruled out", "Leave one, or write forbear letter stop-contact"),
    }
    zh = {
        "nothing-asked": ("未写明任何要求", "请至少写明 no、not_at、only_times、not_times 之一，或 others=true"),
        "nothing-left": ("所有联系方式均被排除", "请保留一种，或改用 forbear letter stop-contact"),
    }
    what, hint = (zh if asked.lang == "zh" else told)[code]
    return InputError(Problem("--set no=…", what, hint=hint, code=code))

"""One page: who fills it in, and rows for the contacts."""

from __future__ import annotations

from forbear.letters.asked import Asked
from forbear.letters.blocks import Table
from forbear.letters.make import Content

ROWS = 18
"""So many fit on one page of A4 in both languages."""
_WHO = {"en": ("Your name", "My relative, friend, colleague …", "Your number (last 4 digits)"),
        "zh": ("记录人姓名", "与我的关系（亲友、同事等）", "本人号码（后四位）")}  # fmt: skip
_CONTACTS = {
    "en": ("Day", "Time", "Number or name", "What was said, word for word", "What you answered"),
    "zh": ("日期", "时间", "号码或名称", "对方说了什么（原话）", "您如何回答"),
}


def build(asked: Asked) -> Content:
    """Empty cells only: nothing of the case but the writer's name and where to send it."""
    who, heads = _WHO[asked.lang], _CONTACTS[asked.lang]
    return Content(
        tables={
            "who": Table(who, (("",) * len(who),)),
            "contacts": Table(heads, (("",) * len(heads),) * ROWS, widths=(2, 2, 4, 7, 4)),
        }
    )

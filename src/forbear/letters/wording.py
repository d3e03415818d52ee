"""What letters about rights and conduct share: the debts in a sentence, how the writer is reached, days to act."""

from __future__ import annotations

from forbear.calendar import Day
from forbear.letters.asked import Asked

_NO_DEBT = {"en": "the debt that you say I owe", "zh": "贵方所主张的债务"}


def about(asked: Asked) -> str:
    """The debts that a letter is about, as a part of a sentence."""
    names = [debt.name for debt in asked.debts]
    if not names:
        return _NO_DEBT[asked.lang]
    if asked.lang == "zh":
        return asked.words.listed([f"“{name}”" for name in names]) + "债务"
    listed = asked.words.listed([f"“{name}”" for name in names])
    return f"the debts {listed}" if len(names) > 1 else f"the debt {listed}"


def owed(asked: Asked) -> str:
    """What is claimed on these debts in all, empty where there is none or they differ in currency."""
    currencies = {debt.currency for debt in asked.debts}
    if len(currencies) != 1:
        return ""
    return asked.words.money(sum(debt.owed for debt in asked.debts), currencies.pop())


def last_day(asked: Asked, law: str, from_day: Day | None) -> Day | None:
    """The last of the days that a law sets, counted from a day; None where either is not known."""
    found = asked.laws.find(law)
    return None if found is None or found.days is None or from_day is None else from_day + found.days


def labels(asked: Asked, kind: str, option: str) -> str:
    """The values that were chosen, in words, one after the other."""
    return ("、" if asked.lang == "zh" else ", ").join(
        asked.words.label(kind, one) for one in asked.options[option] or ()
    )


def ways(asked: Asked) -> str:
    """How the writer can be reached in writing: by post, by e-mail, or both."""
    me, chinese = asked.case.me, asked.lang == "zh"
    found = []
    if me.address:
        found.append(f"邮寄至{'，'.join(me.address)}" if chinese else f"by post at {', '.join(me.address)}")
    if me.email:
        found.append(f"发送电子邮件至{me.email}" if chinese else f"by e-mail at {me.email}")
    return ("或" if chinese else " or ").join(found)


def pack_of(asked: Asked) -> tuple[str, ...]:
    """The evidence pack as an enclosure."""
    return ("证据包（摘要与记录）",) if asked.lang == "zh" else ("evidence pack (summary and record)",)

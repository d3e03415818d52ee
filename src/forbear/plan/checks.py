"""What the fields of a debt say together: a rate that is meant, days in order, what its kind needs."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from forbear.calendar import Day, show_day
from forbear.errors import Problem
from forbear.plan.debts import NO_INTEREST, PARTS, Rate
from forbear.plan.reading import Problems

LONGEST_GRACE = 27
HIGHEST_YEARLY, LOWEST_YEARLY = Fraction(10), Fraction(1, 100)
Values = Mapping[str, Any]


def rate_of(values: Values, key: str) -> Rate:
    """The rate of a field and its period; none where it does not stand there."""
    fraction = values[key]
    return NO_INTEREST if fraction is None else Rate(fraction, values[f"{key}_per"] or "year")


def out_of_order(where: str, late: str, late_day: Day, early: str, early_day: Day) -> Problem:
    """The fault of two days in the wrong order."""
    what = f"{late!r} ({show_day(late_day)}) lies before {early!r} ({show_day(early_day)})"
    return Problem(where, what, hint="Check both dates", code="days-out-of-order")


def check_debt(values: Values, where: str, problems: Problems) -> None:
    """What the fields of a debt say together."""
    if values["as_of"] is None:
        hint = "Write as_of = 2026-11-26 at the top of the file, with your day"
        problems.append(Problem(where, "the day of its balance is missing", hint=hint, code="field-missing"))
    _check_rate(values, where, problems)
    _check_kind(values, where, problems)
    if values["opened"] and values["as_of"] and values["as_of"] < values["opened"]:
        problems.append(out_of_order(where, "as_of", values["as_of"], "opened", values["opened"]))
    owed = sum(values[part] or 0 for part in PARTS)
    if (values["arrears"] or 0) > owed:
        hint = "Arrears are a part of principal, interest and fees: raise those or lower it"
        problems.append(Problem(where, "'arrears' is more than all that is owed", hint=hint, code="arrears-too-large"))
    problems += too_large(where, "instalment", values["instalment"], values)
    if values["received"] is not None and values["received"] > (values["original"] or values["principal"] or 0):
        hint = "'received' is what arrived; 'original' is the sum on paper, which is never less"
        problems.append(Problem(where, "more was received than was lent", hint=hint, code="received-too-large"))


def too_large(where: str, key: str, amount: int | None, values: Values) -> Problems:
    """The fault of an amount that is more than twice all that is owed."""
    owed = sum(values[part] or 0 for part in PARTS)
    if not amount or amount <= 2 * owed or not owed:
        return []
    what, why = f"{key!r} is more than twice all that is owed", "nobody asks for so much"
    hint = "Check the decimal points; amounts are in main units, not cents"
    return [Problem(where, what, why=why, hint=hint, code="amount-too-large")]


def _check_rate(values: Values, where: str, problems: Problems) -> None:
    if values["rate"] is None and not values["flat_fee"]:
        why = "without it nobody can say what waiting costs"
        hint = "Write rate = 24 (percent a year), or rate = 0 where it bears no interest"
        problems.append(Problem(where, "the rate is missing", why=why, hint=hint, code="rate-missing"))
    for key in ("rate", "overdue_rate"):
        yearly = rate_of(values, key).yearly
        if yearly and not values["rate_checked"] and not LOWEST_YEARLY <= yearly <= HIGHEST_YEARLY:
            problems.append(_odd_rate(values, key, where, yearly))


def _odd_rate(values: Values, key: str, where: str, yearly: Fraction) -> Problem:
    percent, per = values[key] * 100, values[f"{key}_per"]
    meant = percent / 100 if yearly > HIGHEST_YEARLY else percent * 100
    return Problem(
        f"{where}, field {key!r}",
        f"{_plain(percent)} % a {per} is hardly meant",
        why=f"it is {_plain(yearly * 100)} % a year"
        if per != "year"
        else "only rates from 1 to 1000 % a year are taken as they stand",
        hint=f"Rates are percent: was it {_plain(meant)} % a {per}? If it is right, add rate_checked = true",
        code="rate-odd",
    )


def _plain(number: Fraction) -> str:
    """A short decimal, exact where it ends within six digits."""
    text = f"{round(number * 10**6):07d}"
    return f"{text[:-6]}.{text[-6:]}".rstrip("0").rstrip(".")


def _check_kind(values: Values, where: str, problems: Problems) -> None:
    if values["kind"] == "single" and values["due"] is None and not values["accelerated"]:
        hint = "Write due = 2026-12-31 with its day, or accelerated = true where all of it is due already"
        problems.append(Problem(where, "the day on which it falls due is missing", hint=hint, code="due-missing"))
    if values["kind"] == "instalment" and not values["instalments_left"] and not values["accelerated"]:
        hint = "Write instalments_left = 12 with your number, or accelerated = true where all of it is due already"
        problems.append(
            Problem(where, "how many instalments are left is missing", hint=hint, code="instalments-missing")
        )
    if values["kind"] == "revolving" and not (
        values["minimum_percent"] or values["minimum_floor"] or values["accelerated"]
    ):
        hint = 'Write minimum_percent = 10 or minimum_floor = "100", as on the statement'
        problems.append(Problem(where, "the minimum payment is missing", hint=hint, code="minimum-missing"))
    if values["grace_days"] > LONGEST_GRACE:
        what, hint = f"{values['grace_days']} days are too many", "Write at most 27: each month has its own late fee"
        problems.append(Problem(f"{where}, field 'grace_days'", what, hint=hint, code="value-invalid"))
    if values["due_day"] is not None and not 1 <= values["due_day"] <= 31:
        what, hint = f"{values['due_day']} is no day of the month", "Write 1 to 31; 31 is the last day of every month"
        problems.append(Problem(f"{where}, field 'due_day'", what, hint=hint, code="value-invalid"))

"""What was asked for: a kind of letter, a case, to whom, about which debts, on which day, with which options."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from forbear import bodies
from forbear.calendar import Day
from forbear.errors import InputError, Problem, nearest
from forbear.letters.case import Addressee, Case, lines
from forbear.letters.debtors import debts_with
from forbear.letters.kinds import Kind, Option
from forbear.letters.laws import Laws
from forbear.money import CURRENCIES
from forbear.plan.debts import Debt, Debts
from forbear.plan.fields import Field
from forbear.plan.reading import READERS, UnreadableError
from forbear.report.words import Words

if TYPE_CHECKING:
    from forbear.plan.budget import Budget
    from forbear.plan.loans import Loan


class NeedsError(InputError):
    """A letter cannot be written yet: ``problems`` name all that is missing, and where to find it."""


@dataclass(frozen=True)
class Asked:
    """One letter to write. ``to`` is None where nobody was named and there was more than one to choose from."""

    kind: Kind
    case: Case
    words: Words
    day: Day
    to: Addressee | None = None
    debts: tuple[Debt, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def lang(self) -> str:
        """``en`` or ``zh``."""
        return self.words.lang

    @property
    def budget(self) -> Budget:
        """The budget of the case; raises NeedsError where it has none."""
        if self.case.budget is None:
            raise NeedsError(_missing("budget", self.lang))
        return self.case.budget

    @property
    def every_debt(self) -> Debts:
        """All debts of the case; raises NeedsError where it has none."""
        if self.case.debts is None:
            raise NeedsError(_missing("debts", self.lang))
        return self.case.debts

    @property
    def loans(self) -> tuple[Loan, ...]:
        """The loans that the addressee gave, or collects, as they went."""
        lenders = _owed_through(self.case, self.to.name) if self.to else set()
        return tuple(loan for lender, loan in self.case.loans if lender in lenders)

    @cached_property
    def laws(self) -> Laws:
        """The laws of this kind in the case's place on the day."""
        return Laws(self.kind.laws, self.case.place, self.day)


def ask(
    kind: Kind, case: Case, words: Words, day: Day, to: str = "", debts: Sequence[str] = (),
    options: Mapping[str, str] | None = None,
) -> Asked:  # fmt: skip
    """Gather what a letter is made of. Raises InputError on names that are not there and NeedsError on all that is
    missing together.
    """
    known = addressees(kind, case, words.lang)
    found = _addressee(kind, known, to) if to else known[0] if len(known) == 1 else None
    asked = Asked(
        kind, case, words, day, found, _debts(kind, case, found, debts), _options(kind, case, words.lang, options or {})
    )
    _check_needs(asked)
    return asked


def everybody(
    kind: Kind, case: Case, words: Words, day: Day, to: str = "", debts: Sequence[str] = (),
    options: Mapping[str, str] | None = None,
) -> list[Asked]:  # fmt: skip
    """The letter asked for; where nobody is named and the kind is for many at once, one to each who is owed."""
    creditors = {debt.creditor for debt in case.debts.all} if case.debts else set()
    every = [one.name for one in addressees(kind, case, words.lang) if kind.to != "lender" or one.name in creditors]
    names = every if kind.many and not to and every else [to]
    return [ask(kind, case, words, day, name, debts, options) for name in names]


def addressees(kind: Kind, case: Case, lang: str) -> tuple[Addressee, ...]:
    """Those to whom a letter of this kind may go."""
    if kind.to == "person":
        return tuple(Addressee(one.name) for one in case.people)
    if kind.to == "body":
        return tuple(_body(one, lang) for one in bodies.shipped().for_place(case.place, "complain"))
    if kind.to == "debtor":
        return tuple(Addressee(one.name, one.address, one.email, one.reference) for one in case.debtors)
    if kind.to == "contact":
        return tuple(Addressee(one.name, one.address, one.email) for one in case.contacts)
    if kind.to not in ("lender", "named"):
        return ()
    marked = [one.name for one in case.marks.collectors] if case.marks else []
    owed = [debt.creditor for debt in case.debts.all] if case.debts else []
    lent = [one.lender for one in case.lent]
    written = {one.name: one for one in case.lenders}
    others = dict.fromkeys([*owed, *marked, *lent])
    return (*written.values(), *(Addressee(name) for name in others if name not in written))


def _body(found: bodies.Body, lang: str) -> Addressee:
    name = found.name[lang]
    address = tuple(line for line in lines(found.post) if line != name)
    return Addressee(name, address, found.email, also=(found.id, *found.name.values()), body=found.id)


def _addressee(kind: Kind, known: Sequence[Addressee], name: str) -> Addressee:
    names, wanted = [one.name for one in known], name.casefold()
    called = [(one, [text.casefold() for text in (one.name, *one.also)]) for one in known]
    exact = [one for one, its in called if wanted in its]
    begun = [one for one, its in called if any(text.startswith(wanted) for text in its)]
    if kind.to == "named" and not exact and not begun:
        return Addressee(name)
    if not exact and len(begun) != 1:
        hint = nearest(name, names) or (
            f"One of: {', '.join(names)}" if names else "Write it into the case: docs/reference/case-files.md"
        )
        raise InputError(Problem("--to", f"nobody in the case is called {name!r}", hint=hint, code="addressee-unknown"))
    return (exact or begun)[0]


def _debts(kind: Kind, case: Case, to: Addressee | None, named: Sequence[str]) -> tuple[Debt, ...]:
    """The debts named, else those that the addressee is owed or collects; in a collector's case those of the debtor."""
    every = case.debts.all if case.debts else ()
    if kind.by == "collector":
        known = debts_with(case, kind, to) if to else set()
        every = tuple(debt for debt in every if debt.name in known)
    if named:
        names = [debt.name for debt in every]
        wrong = [
            Problem("--debt", f"there is no debt {name!r}", code="debt-unknown",
                    hint=nearest(name, names) or f"Debts: {', '.join(names)}")
            for name in named if name not in names
        ]  # fmt: skip
        if wrong:
            raise InputError(wrong)
        return tuple(debt for debt in every if debt.name in named)
    if kind.by == "collector":
        return every
    return tuple(debt for debt in every if to and debt.creditor in _owed_through(case, to.name))


def _owed_through(case: Case, name: str) -> set[str]:
    """A creditor itself, or those for whom a collector collects."""
    marked = case.marks.collectors if case.marks else []
    return {name, *(one.creditor_id for one in marked if one.name == name)}


def _options(kind: Kind, case: Case, lang: str, given: Mapping[str, str]) -> dict[str, Any]:
    problems = [
        Problem(f"--set {name}", f"{kind.name} has no such choice", code="option-unknown",
                hint=nearest(name, kind.options) or f"Its choices: {', '.join(kind.options) or 'none'}")
        for name in given if name not in kind.options
    ]  # fmt: skip
    currency = case.debts.currencies[0] if case.debts else case.budget.currency if case.budget else ""
    found = {}
    for name, option in kind.options.items():
        raw = given.get(name, option.default)
        found[name] = raw
        if raw is None:
            continue
        try:
            found[name] = _read(option.type, raw, option.words, currency)
        except UnreadableError as error:
            hint = error.hint or option.says[lang]
            problems.append(
                Problem(f"--set {name}={raw}", "it cannot be used", why=error.why, hint=hint, code="option-invalid")
            )
    if problems:
        raise InputError(problems)
    return found


def _read(kind: str, raw: Any, words: Sequence[str], currency: str) -> Any:
    if kind == "words":
        parts = [part.strip() for part in raw.split(",")] if isinstance(raw, str) else list(raw)
        return tuple(_read("word", part, words, currency) for part in parts if part)
    if kind == "money" and currency not in CURRENCIES:
        raise UnreadableError("the currency is not known", "Name the file of debts in the case")
    return READERS[kind](raw, Field("", kind, "", words=tuple(words)), currency)


def _check_needs(asked: Asked) -> None:
    """All that is missing at once: a person should not have to run the program ten times."""
    missing = [_missing(name, asked.lang) for name in asked.kind.needs if not PRESENT[name](asked)]
    missing += [
        missing_choice(option, asked.lang)
        for name, option in asked.kind.options.items()
        if option.needed and asked.options[name] is None
    ]
    if missing:
        raise NeedsError(missing)


def missing_choice(option: Option, lang: str) -> Problem:
    """A choice that must be made, and how it is written."""
    if option.words:
        hint = f"{'可选' if lang == 'zh' else 'One of'}: {', '.join(option.words)}"
    else:
        hint = f"请写明 --set {option.name}=…" if lang == "zh" else f"Say it with --set {option.name}=…"
    return Problem(f"--set {option.name}=…", option.says[lang], hint=hint, code="letter-needs")


def _missing(name: str, lang: str) -> Problem:
    fact = facts()[name]
    what = f"还缺：{fact[lang]}" if lang == "zh" else f"still needed: {fact[lang]}"
    return Problem("", what, hint=fact["find"][lang], code="letter-needs")


@cache
def facts() -> Mapping[str, Any]:
    """What letters may need, by name, with words and where to find it."""
    return tomllib.loads(files("forbear.letters").joinpath("facts.toml").read_text(encoding="utf-8"))


PRESENT: Mapping[str, Callable[[Asked], bool]] = {
    "me.name": lambda asked: bool(asked.case.me.name),
    "me.address": lambda asked: bool(asked.case.me.address),
    "me.reachable": lambda asked: bool(asked.case.me.address or asked.case.me.email),
    "to.name": lambda asked: asked.to is not None,
    "to.body": lambda asked: asked.to is not None,
    "to.person": lambda asked: asked.to is not None,
    "to.reference": lambda asked: asked.to is not None and bool(asked.to.reference),
    "debt": lambda asked: bool(asked.debts),
    "debts": lambda asked: asked.case.debts is not None,
    "budget": lambda asked: asked.case.budget is not None,
    "to.debtor": lambda asked: asked.to is not None,
    "to.contact": lambda asked: asked.to is not None,
    "to.address": lambda asked: asked.to is not None and bool(asked.to.address),
    "talks": lambda asked: asked.case.talks is not None,
    "logs": lambda asked: bool(asked.case.logs),
    "loan": lambda asked: bool(asked.loans),
}
"""For each fact of ``facts.toml``: is it there?"""


def needs_of(kind: Kind, lang: str) -> Iterator[str]:
    """What a kind needs, in words."""
    for name in kind.needs:
        yield facts()[name][lang]
    yield from (option.says[lang] for option in kind.options.values() if option.needed)

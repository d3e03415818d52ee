"""What must hold of a rulebook as a whole: names, types, citations, uses, examples.

Everything wrong is reported together. A rulebook with a problem is refused, not applied in part.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from forbear.errors import Problem, nearest
from forbear.rules.check_duties import duty_cites, duty_faults, duty_trees, duty_uses
from forbear.rules.check_figures import figure_faults, figures_of
from forbear.rules.expressions import Node, names_in
from forbear.rules.format import AMOUNTS, HISTORY_KINDS, Exemption, Fact, Rule, Rulebook, places_in
from forbear.rules.names import Names, Scope
from forbear.rules.types import Typer, types_of_facts
from forbear.vocabulary import CONDUCT, CREDIT

LANGUAGES = ("en", "zh")
CONTACT = Scope("contact", "contact")


def check(book: Rulebook, origin: str) -> list[Problem]:
    """Every problem of a rulebook; empty where there is none."""
    return _Checker(book, origin).problems()


class _Checker:
    def __init__(self, book: Rulebook, origin: str) -> None:
        self.book = book
        self.origin = origin
        self.found: list[Problem] = []
        self.names = Names(book.values, book.sets, book.facts, types_of_facts(book), book.words)

    def problems(self) -> list[Problem]:
        self.texts("title", self.book.title)
        self.citations()
        self.facts()
        self.conditions()
        self.sentences()
        self.lifts()
        self.drafts()
        self.unused()
        self.circles()
        self.values()
        self.examples()
        for fault in (*duty_faults(self.book, self.names), *figure_faults(self.book, self.names)):
            self.fault(*fault)
        return self.found

    def fault(self, where: str, what: str, hint: str = "", code: str = "rulebook") -> None:
        self.found.append(Problem(f"{self.origin}: {where}", what, hint=hint, code=code))

    def texts(self, where: str, texts: object) -> None:
        for language in LANGUAGES:
            if not isinstance(texts, dict) or not str(texts.get(language, "")).strip():
                self.fault(where, f"the text in {language!r} is missing", code="text-missing")

    def citations(self) -> None:
        """Every citation names a source of the book first: ``reg (b)(2)(i)``."""
        for where, cite in self.cited():
            if not cite.strip():
                self.fault(where, "has no citation", code="uncited")
            elif cite.split()[0].rstrip(",;:") not in self.book.sources:
                hint = nearest(cite.split()[0], self.book.sources) or "Begin with the id of a [source.…]"
                self.fault(where, f"the citation {cite!r} names no source", hint, "uncited")

    def cited(self) -> Iterator[tuple[str, str]]:
        book = self.book
        tables: dict[str, Mapping[str, Any]] = {
            "value": book.values,
            "fact": book.facts,
            "rule": book.rules,
            "exception": book.exemptions,
        }
        for kind, table in tables.items():
            for name, body in table.items():
                yield f"[{kind}.{name}]", body.cite
        yield from duty_cites(book)
        if book.scope_cite or names_in(book.scope):
            yield "[scope]", book.scope_cite
        if book.grouping:
            yield "[grouping]", book.grouping.cite

    def facts(self) -> None:
        for fact in self.book.facts.values():
            where = f"[fact.{fact.id}]"
            if fact.kind in HISTORY_KINDS:
                self.history_fact(fact, where)
            for ending in fact.ends:
                self.event_kind(f"{where} ends", ending.event)

    def history_fact(self, fact: Fact, where: str) -> None:
        if not self.event_kind(where, fact.event):
            return
        keys = self.book.words.events[fact.event]
        wants = ("person", "address", *CREDIT.groups)
        for group in fact.per:
            if group in wants and group not in keys:
                self.fault(where, f"a {fact.event} names no {group}, so it cannot be grouped by it")
        if fact.kind in ("distinct", *AMOUNTS) and fact.of not in keys:
            self.fault(where, f"of = {fact.of!r} is no key of a {fact.event}", nearest(fact.of, keys))
        length = fact.window.length
        if fact.window.kind == "since" and length not in self.book.facts:
            self.fault(where, f"since = {length!r} is no fact", nearest(str(length), self.book.facts))
        elif isinstance(length, str) and fact.window.kind not in ("since", "this") and length not in self.book.values:
            self.fault(where, f"{length!r} is no value", nearest(length, self.book.values))

    def event_kind(self, where: str, kind: str) -> bool:
        if kind not in self.book.words.events:
            self.fault(where, f"{kind!r} is no kind of event", nearest(kind, self.book.words.events))
        return kind in self.book.words.events

    def conditions(self) -> None:
        for where, node, scope in self.trees():
            Typer(self.names, scope, f"{self.origin}: {where}", self.found).truth(node)

    def trees(self) -> Iterator[tuple[str, Node, Scope]]:
        """Every condition of the book with the scope it stands in."""
        book = self.book
        yield "[scope]", book.scope, CONTACT
        if book.grouping:
            yield "[grouping]", book.grouping.when, Scope("debt")
        for fact in book.facts.values():
            if fact.where is not None:
                yield f"[fact.{fact.id}]", fact.where, self.scope_of(fact)
            for ending in fact.ends:
                if ending.event in self.book.words.events:
                    yield f"[fact.{fact.id}] ends", ending.when, Scope("ending", ending.event, fact.event)
        for rule in book.rules.values():
            yield f"[rule.{rule.id}]", rule.when, CONTACT
        for exemption in book.exemptions.values():
            yield f"[exception.{exemption.id}]", exemption.when, CONTACT
        yield from duty_trees(book)

    def scope_of(self, fact: Fact) -> Scope:
        if fact.kind in ("is", "clock"):
            return CONTACT if fact.kind == "is" else Scope("clock")
        return Scope("event", fact.event if fact.event in self.book.words.events else self.book.words.asked)

    def sentences(self) -> None:
        for rule in self.book.rules.values():
            where = f"[rule.{rule.id}] says"
            self.texts(where, rule.says)
            for text in rule.says.values():
                for place in places_in(text):
                    if place != "local_time" and self.names.resolve(place, CONTACT) is None:
                        hint = nearest(place, self.names.known(CONTACT))
                        self.fault(where, f"{{{place}}} is no known name", hint, "sentence")

    def lifts(self) -> None:
        known = {rule.id for rule in self.book.rules.values()} | {r.name for r in self.book.rules.values()}
        for exemption in self.book.exemptions.values():
            for name in exemption.lifts:
                if name not in known:
                    self.fault(f"[exception.{exemption.id}]", f"lifts {name!r}, which is no rule", nearest(name, known))
            if not exemption.lifts:
                self.fault(f"[exception.{exemption.id}]", "lifts no rule")

    def drafts(self) -> None:
        """What nobody has read yet neither refuses nor opens anything until somebody asks for it."""
        known: list[tuple[str, Rule | Exemption]] = [(f"[rule.{each.id}]", each) for each in self.book.rules.values()]
        known += [(f"[exception.{each.id}]", each) for each in self.book.exemptions.values()]
        for where, each in known if self.book.status != "draft" else ():
            if each.confidence == "knowledge" and each.status != "draft":
                hint = 'Add status = "draft", or read the text and raise the confidence'
                self.fault(where, "rests on knowledge alone and is not a draft", hint, "draft")

    def unused(self) -> None:
        used = {key for _, node, scope in self.trees() for key in self.own_names(node, scope)}
        used |= {str(fact.window.length) for fact in self.book.facts.values()} | duty_uses(self.book)
        used |= {fact.id for fact in figures_of(self.book)}
        for rule in self.book.rules.values():
            for place in (place for text in rule.says.values() for place in places_in(text)):
                used.add(place.split(".")[0])
        for kind, table in (("fact", self.book.facts), ("value", self.book.values), ("set", self.book.sets)):
            for name in table:
                if name not in used:
                    self.fault(f"[{kind}.{name}]", "is used by nothing", code="unused")
        self.grouping()

    def grouping(self) -> None:
        """Debts count as one for some facts, and those facts need to be told which debts do."""
        counted = [fact for fact in self.book.facts.values() if fact.by_counted_debt]
        if self.book.grouping is not None and self.book.words is not CONDUCT:
            self.fault("[grouping]", "says which debts count as one, and a credit book has no debts", "Leave it out")
        elif self.book.grouping is None:
            for fact in counted:
                hint = "Say in [grouping] which debts count as one, or group by debt"
                self.fault(f"[fact.{fact.id}]", "is grouped by counted_debt, and no [grouping] says what that is", hint)
        elif not counted:
            hint = 'Give the facts for which debts count as one per = ["counted_debt"]'
            self.fault("[grouping]", "is used by no fact", hint, "unused")

    def own_names(self, node: Node, scope: Scope) -> Iterator[str]:
        """The facts, values and sets of the book that a condition reads."""
        for path in names_in(node):
            ref = self.names.resolve(path, scope)
            if ref is not None and (ref.fact or ref.origin in ("value", "set")):
                yield ref.fact or ref.key

    def circles(self) -> None:
        """A fact must not stand on itself."""
        for name in self.book.facts:
            if name in self.reach(name):
                self.fault(f"[fact.{name}]", "rests on itself", code="circle")

    def reach(self, name: str) -> set[str]:
        reached: set[str] = set()
        waiting = self.parents(name)
        while waiting:
            reached |= waiting
            waiting = {up for fact in waiting for up in self.parents(fact)} - reached
        return reached

    def parents(self, name: str) -> set[str]:
        fact = self.book.facts[name]
        found = {str(fact.window.length)} if fact.window.kind == "since" else set()
        if fact.where is not None:
            found |= set(self.own_names(fact.where, self.scope_of(fact)))
        for ending in fact.ends:
            found |= set(self.own_names(ending.when, Scope("ending", ending.event, fact.event)))
        return found & self.book.facts.keys()

    def values(self) -> None:
        first = self.book.in_force.first
        for value in self.book.values.values():
            if first is not None and value.steps and value.steps[0][0] > first:
                self.fault(f"[value.{value.id}]", "has no version on the first day of the rulebook", code="dates")
        spans = [(f"[rule.{rule.id}]", rule.in_force) for rule in self.book.rules.values()]
        for where, span in [("in_force", self.book.in_force), *spans]:
            if span.first is not None and span.last is not None and span.last < span.first:
                self.fault(where, "ends before it begins", code="dates")

    def examples(self) -> None:
        """Each rule needs an example in which it speaks and one, about it, in which it does not."""
        inside, outside = set(), set()
        for example in self.book.examples:
            expect = example.record.get("expect", {})
            spoken = {*expect.get("rules", ()), *expect.get("notes", ())}
            inside |= spoken
            outside |= {*example.record.get("tests", ())} - spoken
        known = {rule.name for rule in self.book.rules.values()} | self.book.exemptions.keys()
        for name in sorted((inside | outside) - known):
            self.fault("examples", f"{name!r} is no rule of this book", nearest(name, known), "example")
        for rule in {rule.name: rule for rule in self.book.rules.values()}.values():
            if rule.name not in inside:
                self.fault(f"[rule.{rule.id}]", "has no example in which it speaks", code="example")
            if rule.name not in outside:
                self.fault(f"[rule.{rule.id}]", "has no example that it leaves alone", code="example")

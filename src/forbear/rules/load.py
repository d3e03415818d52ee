"""Rulebook text → ``Rulebook``, or every problem at once.

A rulebook is one ``.toml`` file, or a folder of them whose tables are laid together (a long
law reads better in parts). Unknown keys are refused: a misspelt key must never be a lost rule.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Mapping
from datetime import time
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from forbear.calendar import clock_of
from forbear.errors import RulebookError
from forbear.rules import format as shapes
from forbear.rules.check import check
from forbear.rules.duties import DUTY_KEYS, base_of, duty_parts
from forbear.rules.examples import example_keys, examples_of
from forbear.rules.format import HISTORY_KINDS, WINDOWS, Rulebook
from forbear.rules.gather import TRUE, Gatherer
from forbear.vocabulary import CONDUCT, SUBJECTS

Table = Mapping[str, Any]
Shape = TypeVar("Shape")

BOOK_KEYS = (
    "format", "id", "subject", "title", "covers", "status", "leaves_out", "place", "binds", "in_force", "scope",
    "source", "set", "value", "fact", "rule", "exception", "grouping", "example", "example_base", *DUTY_KEYS,
)  # fmt: skip
MERGED = ("source", "set", "value", "fact", "rule", "exception", "duty", "class")
FACT_KEYS = ("cite", "is", "clock", "where", "per", "ends", "of", "zones", "says", *HISTORY_KINDS, *WINDOWS)
RULE_KEYS = ("cite", "when", "effect", "force", "says", "confidence", "part_of", "status", "in_force")
EXCEPTION_KEYS = ("cite", "when", "lifts", "confidence", "status", "in_force")
FORMAT = 1


def load(path: Path) -> Rulebook:
    """Load and check one rulebook (a file or a folder); raises RulebookError with every problem."""
    reader = Reader(path)
    book = reader.book()
    problems = reader.problems or check(book, path.name)
    if problems:
        raise RulebookError(problems)
    return book


def parts_of(path: Path) -> list[Path]:
    """The files of a rulebook, ``book.toml`` first."""
    if path.is_file():
        return [path]
    return sorted(path.glob("*.toml"), key=lambda part: (part.name != "book.toml", part.name))


def texts_of(book: Rulebook) -> Mapping[str, str]:
    """The text of a rulebook by the names of its files, ``book.toml`` first: what ``load_texts`` reads again."""
    path = Path(book.origin)
    return {part.name: part.read_bytes().decode("utf-8") for part in parts_of(path)}


def load_texts(book_id: str, texts: Mapping[str, str]) -> Rulebook:
    """A rulebook from its text; raises RulebookError with every problem."""
    alone = f"{book_id}.toml" in texts
    with TemporaryDirectory() as folder:
        home = Path(folder) if alone else Path(folder, book_id)
        home.mkdir(exist_ok=True)
        for name, text in texts.items():
            Path(home, name).write_bytes(text.encode("utf-8"))
        return load(Path(home, *texts) if alone else home)


class Reader(Gatherer):
    """Reads one rulebook and gathers its problems."""

    def __init__(self, path: Path) -> None:
        super().__init__(path.name)
        self.path = path
        self.words = CONDUCT
        self.sha256 = hashlib.sha256()

    def book(self) -> Rulebook:
        """The rulebook, not yet checked as a whole; raises RulebookError where its head is unreadable."""
        table = self.tables()
        self.keys("the rulebook", table, BOOK_KEYS, ("format", "id", "title", "covers", "status"))
        if table.get("format") != FORMAT:
            self.fault("format", f"{table.get('format')!r} is not known", f"This program reads {FORMAT}")
        subject = self.one_of("subject", table.get("subject", CONDUCT.subject), tuple(SUBJECTS))
        if self.problems:
            raise RulebookError(self.problems)
        self.words = SUBJECTS[subject]
        scope = table.get("scope", {})
        return Rulebook(
            id=table["id"],
            title=table["title"],
            covers=table["covers"],
            status=self.one_of("status", table["status"], shapes.STATUSES),
            place=table.get("place", {}),
            scope=self.condition("[scope] when", scope.get("when")) if scope else TRUE,
            scope_cite=scope.get("cite", ""),
            in_force=self.span("in_force", table.get("in_force")),
            sources=self.each(table, "source", self.source),
            leaves_out=tuple(table.get("leaves_out", ())),
            sets={name: tuple(words) for name, words in table.get("set", {}).items()},
            values=self.each(table, "value", self.value),
            facts=self.each(table, "fact", self.fact),
            rules=self.each(table, "rule", self.rule),
            exemptions=self.each(table, "exception", self.exemption),
            grouping=self.grouping(table.get("grouping")),
            examples=self.examples(table),
            sha256=self.sha256.hexdigest(),
            origin=str(self.path),
            binds=table.get("binds", {}),
            subject=subject,
            **duty_parts(self, table),
        )

    def tables(self) -> dict[str, Any]:
        """The tables of all parts laid together."""
        merged: dict[str, Any] = {}
        for part in parts_of(self.path):
            raw = part.read_bytes()
            self.sha256.update(raw)
            try:
                table = tomllib.loads(raw.decode("utf-8"), parse_float=Decimal)
            except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
                self.fault(part.name, f"this is no TOML: {error}", code="toml")
            else:
                self.merge(merged, table, part.name)
        return merged

    def merge(self, merged: dict[str, Any], table: Table, part: str) -> None:
        """Lay one part over the others; whatever stands twice is a problem."""
        base = table.get("example_base", {})
        for key, value in table.items():
            if key == "example":
                merged.setdefault("example", []).extend((part, base, example) for example in value)
            elif key == "duty_example":
                merged.setdefault(key, []).extend((part, base_of(table), example) for example in value)
            elif key in MERGED:
                for name in sorted(merged.setdefault(key, {}).keys() & value.keys()):
                    self.fault(f"{part}, [{key}.{name}]", "stands twice in this rulebook", code="twice")
                merged[key].update(value)
            elif key in merged and key not in ("example_base", "duty_example_base"):
                self.fault(f"{part}, {key}", "stands twice in this rulebook", code="twice")
            else:
                merged[key] = value

    def each(self, table: Table, kind: str, read: Callable[[str, str, Table], Shape]) -> dict[str, Shape]:
        """Read every table of one kind."""
        return {
            name: read(name, f"[{kind}.{name}]", body)
            for name, body in table.get(kind, {}).items()
            if self.is_table(f"[{kind}.{name}]", body)
        }

    def source(self, name: str, where: str, body: Table) -> shapes.Source:
        """A source of law."""
        self.keys(where, body, ("title", "short", "url", "read_on", "confidence"), ("title", "confidence"))
        return shapes.Source(
            id=name,
            title=str(body.get("title", "")),
            short=str(body.get("short", body.get("title", ""))),
            confidence=self.one_of(f"{where} confidence", body.get("confidence"), shapes.CONFIDENCES),
            url=str(body.get("url", "")),
            read_on=self.day(f"{where} read_on", body.get("read_on")),
        )

    def value(self, name: str, where: str, body: Table) -> shapes.DatedValue:
        """A dated value; its type is that of its versions: whole number or time of day."""
        self.keys(where, body, ("cite", "dated"), ("cite", "dated"))
        steps: list[tuple[int, int]] = []
        kinds: set[str] = set()
        for start, raw in body.get("dated", {}).items():
            kind, version = self.version(f"{where} dated {start}", raw)
            day = self.day(f"{where} dated {start}", start)
            if day is not None:
                steps.append((day, version))
                kinds.add(kind)
        if len(kinds) > 1:
            self.fault(where, "its versions are of different types")
        return shapes.DatedValue(name, str(body.get("cite", "")), next(iter(kinds), "int"), tuple(sorted(steps)))

    def version(self, where: str, raw: Any) -> tuple[str, int]:
        """One version of a value: ``("int", 7)`` or ``("clock", microseconds)``."""
        if isinstance(raw, time):
            return "clock", clock_of(raw)
        if isinstance(raw, int) and not isinstance(raw, bool):
            return "int", raw
        self.fault(where, f"{raw!r} is no whole number and no time of day")
        return "int", 0

    def fact(self, name: str, where: str, body: Table) -> shapes.Fact:
        """A fact; exactly one key says of which kind it is."""
        self.keys(where, body, FACT_KEYS, ("cite",))
        kinds = [kind for kind in ("is", "clock", *HISTORY_KINDS) if kind in body]
        if len(kinds) != 1:
            self.fault(where, "needs exactly one of: is, clock, " + ", ".join(HISTORY_KINDS))
        kind = self.one_of(where, kinds[0] if kinds else "is", ("is", "clock", *HISTORY_KINDS))
        text = body.get(kind) if kind in ("is", "clock") else body.get("where")
        return shapes.Fact(
            id=name,
            cite=str(body.get("cite", "")),
            kind=kind,  # type: ignore[arg-type]
            event="" if kind in ("is", "clock") else str(body.get(kind, "")),
            where=None if text is None else self.condition(f"{where} {kind}", text),
            per=tuple(self.one_of(f"{where} per", group, self.words.groups) for group in body.get("per", ())),
            window=self.window(where, body),
            ends=tuple(self.ending(f"{where} ends", ending) for ending in body.get("ends", ())),
            of=str(body.get("of", "")),
            says=body.get("says", {}),
            zones=self.one_of(f"{where} zones", body.get("zones", "any"), ("any", "every")),
        )

    def window(self, where: str, body: Table) -> shapes.Window:
        """At most one window."""
        found = [kind for kind in WINDOWS if kind in body]
        if len(found) > 1:
            self.fault(where, f"has {len(found)} windows: {', '.join(found)}", "Keep one")
        if not found:
            return shapes.Window()
        length = body[found[0]]
        if found[0] == "this":
            self.one_of(f"{where} this", length, ("day", "week", "month"))
        elif not isinstance(length, (int, str)) or isinstance(length, bool):
            self.fault(where, f"the window {length!r} is no whole number and no name of a value or fact")
        return shapes.Window(found[0], length)

    def ending(self, where: str, body: Table) -> shapes.Ending:
        """What ends a fact that holds."""
        self.keys(where, body, ("event", "when", "after_days"), ("event",))
        when = self.condition(f"{where} when", body["when"]) if "when" in body else TRUE
        return shapes.Ending(str(body.get("event", "")), when, int(body.get("after_days", 0)))

    def rule(self, name: str, where: str, body: Table) -> shapes.Rule:
        """A rule."""
        self.keys(where, body, RULE_KEYS, ("cite", "when", "says", "confidence"))
        return shapes.Rule(
            id=name,
            name=str(body.get("part_of", name)),
            cite=str(body.get("cite", "")),
            when=self.condition(f"{where} when", body.get("when")),
            effect=self.one_of(f"{where} effect", body.get("effect", "refuse"), ("refuse", "review", "note")),
            force=self.force(where, body),
            says=body.get("says", {}),
            confidence=self.one_of(f"{where} confidence", body.get("confidence"), shapes.CONFIDENCES),
            status=self.one_of(f"{where} status", body.get("status", "complete"), shapes.STATUSES),
            in_force=self.span(f"{where} in_force", body.get("in_force")),
        )

    def force(self, where: str, body: Table) -> str:
        """How strongly a rule binds; a note binds nobody and may leave it out."""
        if body.get("effect") == "note" and "force" not in body:
            return ""
        return self.one_of(f"{where} force", body.get("force"), shapes.FORCES)

    def exemption(self, name: str, where: str, body: Table) -> shapes.Exemption:
        """An exception."""
        self.keys(where, body, EXCEPTION_KEYS, ("cite", "when", "lifts", "confidence"))
        return shapes.Exemption(
            id=name,
            cite=str(body.get("cite", "")),
            when=self.condition(f"{where} when", body.get("when")),
            lifts=tuple(body.get("lifts", ())),
            confidence=self.one_of(f"{where} confidence", body.get("confidence"), shapes.CONFIDENCES),
            status=self.one_of(f"{where} status", body.get("status", "complete"), shapes.STATUSES),
            in_force=self.span(f"{where} in_force", body.get("in_force")),
        )

    def grouping(self, body: Table | None) -> shapes.Grouping | None:
        """Which debts count as one."""
        if body is None:
            return None
        self.keys("[grouping]", body, ("cite", "when", "by"), ("cite", "when", "by"))
        when = self.condition("[grouping] when", body.get("when"))
        return shapes.Grouping(str(body.get("cite", "")), when, str(body.get("by", "")))

    def examples(self, table: Table) -> tuple[shapes.Example, ...]:
        """The worked examples."""
        for part, _, example in table.get("example", ()):
            self.keys(
                f"{part}, example {example.get('name')!r}", example, example_keys(self.words), ("name", "ask", "expect")
            )
        return examples_of(table, self.path.name, self.words)

"""The facts of a credit book as SQL: which rows belong to each, for a look or as it stood at another row.

What a fact comes to is laid down once in a temporary table and joined wherever it is read. ``engine/folds.py`` is the
definition: a row surely belongs where its condition is TRUE, and may belong where it is NULL.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from forbear.creditfile.features.seen import ALWAYS, KINDS, Connection, as_they_are, rests_on
from forbear.creditfile.features.terms import UNKNOWN, Asker, Pair, Terms, on_day
from forbear.engine.backends.safely import quoted
from forbear.errors import Problem, RulebookError
from forbear.rules.format import Fact, Rulebook
from forbear.rules.names import CONTACT, Names, Scope
from forbear.rules.types import is_money, types_of_facts

_NO_ROW = {"any": Pair.of("FALSE"), "first": Pair.of("FALSE"), "last": Pair.of("FALSE")}
_ORDER = "(e._day, e._kind, e._row) < (a._day, a._kind, a._row)"


@dataclass(slots=True)
class Matches:
    """The rows that may belong to a fact: FROM, their condition (``bare``: without other facts), what is cited.

    ``source`` holds accounts as they might be as well, ``plain`` all rows as they are.
    ``rest`` is the condition without its window; ``once``: no row is named twice in what is cited.
    """

    source: str
    plain: str
    test: str
    rest: str
    bare: str
    cites: str
    doubtful: bool
    once: bool = False


@dataclass(slots=True)
class Folds:
    """The facts of one book on one connection. ``cite`` keeps the rows behind each; ``names``: those of the book."""

    connection: Connection
    book: Rulebook
    cite: bool = True
    laid: set[str] = field(default_factory=set)
    names: Names = field(init=False)

    def __post_init__(self) -> None:
        book = self.book
        self.names = Names(book.values, book.sets, book.facts, types_of_facts(book), book.words)

    def look_terms(self) -> Terms:
        """For conditions of rules: they are read at the look."""
        return Terms(self, Asker("look", "a", "a._day"), CONTACT)

    def read(self, terms: Terms, fact: Fact, inside: bool) -> Pair:
        """A fact in a condition: of the asker, or (inside a filter) as it stood at the row."""
        row = Asker(terms.scope.event, "e", "e._day") if inside else terms.asker
        if fact.kind == "is":
            return self._alias(terms, fact, row, inside)
        if fact.kind == "clock":
            raise self._unwritable(fact, "a fact about the clock")
        terms.doubtful = True
        if terms.bare and (inside or terms.at_row):
            return _NO_ROW.get(fact.kind, Pair.of("0"))
        alias = self._joined(terms, fact, row, inside)
        if fact.kind in _NO_ROW:
            return Pair.of(f"(CASE coalesce({alias}.level, 0) WHEN 2 THEN TRUE WHEN 0 THEN FALSE END)")
        low, high = (f"(CASE WHEN {alias}._look IS NULL THEN 0 ELSE {alias}.{end} END)" for end in ("low", "high"))
        return Pair(low, high)

    def read_key(self, terms: Terms, fact: Fact, key: str) -> Pair:
        """A key of the first or last row that a fact of the asker finds."""
        terms.doubtful = True
        alias = self._joined(terms, fact, terms.asker, inside=False)
        found = f"{alias}.best._day" if key in ("day", "known_day") else f"{alias}.best.{quoted(key)}"
        return Pair.of(f"(CASE WHEN {alias}.level = 2 THEN {found} END)")

    def _alias(self, terms: Terms, fact: Fact, row: Asker, inside: bool) -> Pair:
        """A name for a condition is that condition, read at the asker, or at the row."""
        if fact.where is None:
            raise self._unwritable(fact, "a fact without a condition")
        gathered = terms.stood if inside else terms.asked
        own = Terms(self, row, CONTACT, terms.bare, asked=gathered, at_row=inside)
        found = own.value(fact.where)
        terms.doubtful = terms.doubtful or own.doubtful
        return found

    def _joined(self, terms: Terms, fact: Fact, row: Asker, inside: bool) -> str:
        """The alias under which what a fact comes to is joined."""
        at_row = inside or terms.at_row
        alias = quoted(("s_" if at_row else "a_") + fact.id)
        (terms.stood if inside else terms.asked)[alias] = self.lay(fact, row.kind)
        return alias

    def matches(self, fact: Fact, at: str) -> Matches:
        """The rows of a fact for askers of a kind: the look, or rows of a kind at whose time it is read."""
        self._check(fact)
        asker = Asker(at, "a", "e._today" if at == "look" else "a._day")
        scope = Scope("event", fact.event)
        terms, bare = Terms(self, asker, scope), Terms(self, asker, scope, bare=True)
        test, without = (" AND ".join(self._parts(each, fact)) for each in (terms, bare))
        if fact.of:
            terms.keys |= {fact.of, *(["currency"] if is_money(self.book, fact) else [])}
        supports = [f"coalesce({alias}.support, [])" for alias in terms.stood] if self.cite else []
        own = rests_on(fact.event, terms.keys) if self.cite else []
        return Matches(
            source=self._source(fact, at, terms, f"{test} {without}", f"seen_{fact.event}"),
            plain=self._source(fact, at, terms, f"{test} {without}", as_they_are(fact.event)),
            test=test,
            rest=" AND ".join(self._rest(terms, fact) or ["TRUE"]),
            bare=without,
            cites=_concatenated(["[e._row]", *own, *supports]),
            doubtful=terms.doubtful,
            once=len(own) + len(supports) < 2,
        )

    def _parts(self, terms: Terms, fact: Fact) -> list[str]:
        """Window, groups and filter."""
        terms.doubtful = terms.doubtful or isinstance(fact.window.length, str)
        return [*self.window(fact, "e._day", terms.asker.today), *self._rest(terms, fact)] or ["TRUE"]

    def _rest(self, terms: Terms, fact: Fact) -> list[str]:
        same = [self._same(terms, key) for key in fact.per]
        return [*same, *([terms.truth(fact.where)] if fact.where is not None else [])]

    def window(self, fact: Fact, at: str, today: str) -> list[str]:
        """Is a day in the window of a fact? What holds of a day holds of every later one."""
        kind, length = fact.window.kind, fact.window.length
        if not kind:
            return []
        if kind == "this":
            return [f"{at} >= date_trunc('{length}', {today})::DATE"]
        days = str(length) if isinstance(length, int) else on_day(self.book.values[length], today)
        return [f"{at} > {today} - {days}" if kind == "days" else f"{at} >= {today} - {days}"]

    @staticmethod
    def _same(terms: Terms, key: str) -> str:
        terms.doubtful = terms.doubtful or key not in ALWAYS[terms.scope.event] or terms.asker.kind == "look"
        return f"e.{quoted(key)} = {terms.asker.key(key)}"

    def _source(self, fact: Fact, at: str, terms: Terms, text: str, rows: str) -> str:
        """FROM: the rows of the fact, the askers where they are read, and the facts that are joined."""
        source = f"{rows} e"
        if at != "look":
            both = ALWAYS[fact.event] & ALWAYS[at] & set(fact.per)
            same = "".join(f" AND e.{quoted(key)} = a.{quoted(key)}" for key in sorted(both))
            source = f"seen_{at} a JOIN {rows} e ON e._look = a._look AND e._variant = 0 AND {_ORDER}{same}"
        elif "a." in text or terms.asked:
            source += " JOIN seen_look a ON a._look = e._look"
        stood = (_joining(table, alias, "e") for alias, table in terms.stood.items())
        asked = (_joining(table, alias, "a") for alias, table in terms.asked.items())
        return " ".join([source, *stood, *asked])

    def lay(self, fact: Fact, at: str) -> str:
        """Lay down what a fact comes to for every asker of a kind that has a row; the name of the table."""
        name = quoted(f"fact_{fact.id}_at_{at}")
        if name not in self.laid:
            self.laid.add(name)
            found = self.matches(fact, at)
            asker = "e._look, '' AS _row, 0 AS _variant" if at == "look" else "a._look, a._row, a._variant"
            cited = f"list_distinct(flatten(list({found.cites}) FILTER (c IS NOT FALSE)))" if self.cite else "NULL"
            self.connection.execute(
                f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT _look, _row, _variant, {_made(fact)}, "
                f"{cited.replace(found.cites, 'cites')} AS support FROM ("
                f"SELECT {asker}, e._day, e._kind, e._row AS own, {_columns(fact)}, {found.test} AS c, "
                f"{found.cites if self.cite else UNKNOWN} AS cites FROM {found.plain}) m GROUP BY ALL"
            )
        return name

    def _check(self, fact: Fact) -> None:
        if fact.event not in KINDS:
            raise self._unwritable(fact, f"{fact.event!r}, which is no row of the file,")
        if fact.kind == "holding" or fact.ends or fact.window.kind not in ("", "days", "past_days", "this"):
            raise self._unwritable(
                fact, "what holds until it ends, and windows of less than a day or of business days,"
            )

    def _unwritable(self, fact: Fact, what: str) -> RulebookError:
        hint = "Duties and cases may use it; figures and what they read may not"
        problem = Problem(f"{self.book.id}: [fact.{fact.id}]", f"{what} cannot be read from a table", hint=hint)
        return RulebookError(problem)


def _concatenated(lists: list[str]) -> str:
    if len(lists) < 2:
        return lists[0] if lists else "[]::INTEGER[]"
    return f"flatten([{', '.join(lists)}])"


def _joining(table: str, alias: str, row: str) -> str:
    on = " AND ".join(f"{alias}.{key} = {row}.{key}" for key in ("_look", "_row", "_variant"))
    return f"LEFT JOIN {table} {alias} ON {on}"


def _columns(fact: Fact) -> str:
    """What of a row the fact makes something of."""
    if fact.kind in ("first", "last"):
        return "e AS found"
    return f"e.{quoted(fact.of)} AS of_" if fact.of else "NULL AS of_"


def _made(fact: Fact) -> str:
    """What a fact makes of its rows: how sure it is that there is one, or two ends."""
    level = "max(CASE WHEN c THEN 2 WHEN c IS NULL THEN 1 ELSE 0 END) AS level"
    if fact.kind == "any":
        return level
    if fact.kind in ("first", "last"):
        pick = "arg_min" if fact.kind == "first" else "arg_max"
        best = f"{pick}({{'c': c, 'row': found}}, (_day, _kind, own)) FILTER (c IS NOT FALSE)"
        return f"({best}).row AS best, CASE WHEN ({best}) IS NULL THEN 0 WHEN ({best}).c THEN 2 ELSE 1 END AS level"
    low, high = ends_of(fact)
    return f"{low} AS low, {high} AS high"


def ends_of(fact: Fact, c: str = "c", of_: str = "of_") -> tuple[str, str]:
    """The least and the greatest that a figure comes to, over ``c`` (the condition) and ``of_`` (the value)."""
    maybe = f"FILTER ({c} IS NOT FALSE)"
    if fact.kind == "count":
        return counted(c), counted(f"{c} IS NOT FALSE")
    if fact.kind == "distinct":
        some = f"coalesce(bool_or({of_} IS NULL) {maybe}, FALSE)::INT"
        return f"count(DISTINCT {of_}) FILTER ({c})", f"count(DISTINCT {of_}) {maybe} + {some}"
    known = f"coalesce(bool_or({of_} IS NULL) {maybe}, FALSE)"
    if fact.kind == "most":
        low, high = f"greatest(0, max({of_}) FILTER ({c}))", f"greatest(0, max({of_}) {maybe})"
    else:
        low, high = (
            f"coalesce(sum(CASE WHEN {c} THEN {of_} ELSE {end}({of_}, 0) END) {maybe}, 0)::BIGINT"
            for end in ("least", "greatest")
        )
    return f"CASE WHEN NOT {known} THEN {low} END", f"CASE WHEN NOT {known} THEN {high} END"


def counted(test: str) -> str:
    """How many rows a test holds of; DuckDB counts what is there sooner than it filters rows for each count."""
    return f"count(CASE WHEN {test} THEN 1 END)"


def is_wanted(of: str, fact: Fact) -> str:
    """Does a row that belongs to a figure change it? What adds nothing, or is not the most, is not cited."""
    if fact.kind == "sum":
        return f"({of} IS NULL OR {of} <> 0)"
    return f"({of} IS NULL OR ({of} > 0 AND {of} >= coalesce(low, {of})))" if fact.kind == "most" else "TRUE"

"""The figures of a book with the rows behind them (``figure``), and the rules that speak or may speak (``spoke``).

A row is cited where the figure would be another without it: in ``rows`` what is counted, in ``left_out`` what is not
counted because of other rows, together with those. So a report that hides an older one of the same account is cited,
and the older too, where the older would count.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby

from forbear.creditfile.features.folds import Folds, ends_of, is_wanted
from forbear.creditfile.features.otherwise import Cited, lay_otherwise
from forbear.creditfile.features.terms import Terms, day
from forbear.engine.backends.safely import literal
from forbear.rules.check_figures import figures_of
from forbear.rules.expressions import Node
from forbear.rules.format import Rule, Rulebook, Span, switched_off

_FIGURE = """
CREATE OR REPLACE TEMP TABLE figure_numbered (
    look_id BIGINT, person_id VARCHAR, figure VARCHAR, currency VARCHAR, low BIGINT, high BIGINT,
    "rows" INTEGER[], left_out INTEGER[]
);
CREATE OR REPLACE TEMP VIEW figure AS
SELECT f.* REPLACE (list_select(names, f."rows") AS "rows", list_select(names, f.left_out) AS left_out)
FROM figure_numbered AS f JOIN row_names AS n USING (person_id)
"""
_SPOKE = """
CREATE OR REPLACE TEMP TABLE spoke (
    look_id BIGINT, person_id VARCHAR, rule VARCHAR, truth BOOLEAN, "rows" VARCHAR[]
)
"""

_LEFT_OUT = "c IS FALSE AND b IS NOT FALSE AND wanted"
_DISTINCT = "list_sort(list_distinct(flatten(cited)))"
_NOT_COUNTED = "list_sort(list_filter(list_distinct(flatten(out)), lambda r: NOT list_contains(rows_in, r)))"
_ONCE = "list_sort(flatten(cited))"
_APART = "CASE WHEN len(out) = 1 THEN out[1] ELSE list_sort(flatten(out)) END"
"""Rows that stand in one list alone: those of an account that counts, and all of one that does not."""


def lay_figures(folds: Folds, only: Collection[str] | None = None) -> None:
    """Lay ``figure``: a row for each look, figure and currency for which any row of the file stands.

    ``only``: the figures that are asked for, all where none is named.

    Figures that are made and cited alike are found by one statement: planning it and grouping by look cost most.
    """
    folds.connection.execute(_FIGURE)
    asked = [fact for fact in figures_of(folds.book) if only is None or fact.id in only]
    found = [Cited(number, fact, folds.matches(fact, "look")) for number, fact in enumerate(asked)]
    lay_otherwise(folds, [one for one in found if one.fact.event == "account"])
    for (_, listed), same in groupby(sorted(found, key=_together), key=_together):
        folds.connection.execute(f"INSERT INTO figure_numbered {_WRITTEN[listed](folds, [*same])}")


def _together(one: Cited) -> tuple[str, str]:
    """The kind of fold, and how its rows are listed."""
    fact, found = one.fact, one.found
    if fact.kind == "most" or fact.event == "account":
        plain = found.test == found.bare
        return fact.kind, "by thing" if not plain else "things once" if found.once else "things"
    return fact.kind, "alone" if found.cites == "[e._row]" and found.test == found.bare else "at once"


def _rows(folds: Folds, same: Sequence[Cited], columns: str, where: str) -> str:
    """The rows that may belong to any of the figures ``f``; what can be neither counted nor left out is passed over."""
    return " UNION ALL ".join(
        f"SELECT {one.number} AS f, e._look, {columns}, {one.of} AS of_, {one.currency(folds.book)} AS currency, "
        f"{one.found.test} AS c, {one.found.bare} AS b, {one.found.cites} AS cites "
        f"FROM {one.found.plain} WHERE {where}"
        for one in same
    )


def _alone(folds: Folds, same: Sequence[Cited]) -> str:
    """Each row stands for itself, rests on no other and counts whatever others say."""
    low, high = ends_of(same[0].fact)
    return _told(same, f"""
    WITH m AS ({_rows(folds, same, "e._row", "c IS NOT FALSE")})
    SELECT f, _look, currency, {low} AS low, {high} AS high,
        list(_row) FILTER ({is_wanted("of_", same[0].fact)}) AS cited, NULL::INTEGER[][] AS out
    FROM m GROUP BY ALL
    """, "list_sort(cited)")  # fmt: skip


def _at_once(folds: Folds, same: Sequence[Cited]) -> str:
    """The rows listed where each counts whatever others say, and may rest on others or be left out because of them."""
    low, high = ends_of(same[0].fact)
    return _told(same, f"""
    WITH m AS ({_rows(folds, same, "e._row", "c IS NOT FALSE OR b IS NOT FALSE")})
    SELECT f, _look, currency, {low} AS low, {high} AS high,
        list(cites) FILTER (c IS NOT FALSE AND wanted) AS cited, list(cites) FILTER ({_LEFT_OUT}) AS out
    FROM (SELECT *, {is_wanted("of_", same[0].fact)} AS wanted FROM m) GROUP BY ALL
    """)  # fmt: skip


def _by_thing(folds: Folds, same: Sequence[Cited], cited: str = "", out: str = "") -> str:
    """The rows listed where only the greatest counts, or an account might stand there in other ways than it does."""
    low, high = ends_of(same[0].fact)
    numbers = ", ".join(str(one.number) for one in same)
    return _told(same, f"""
    WITH m AS ({_rows(folds, same, "e._thing", "c IS NOT FALSE OR b IS NOT FALSE")}),
    ends AS (SELECT f, _look, currency, {low} AS low, {high} AS high FROM m GROUP BY ALL),
    weighed AS (
        SELECT m.*, low, high, {is_wanted("of_", same[0].fact)} AS wanted, c IS NOT FALSE AND wanted AS counts
        FROM m JOIN ends ON ends.f = m.f AND ends._look = m._look AND ends.currency IS NOT DISTINCT FROM m.currency
    ),
    counting AS (SELECT DISTINCT f, _look, _thing, currency FROM weighed WHERE counts),
    elsewise AS (
        SELECT o.f, o._look, o._thing, o.currency, ends._look IS NOT NULL AS known, low, high
        FROM (SELECT * FROM otherwise WHERE f IN ({numbers})) o LEFT JOIN ends
        ON ends.f = o.f AND ends._look = o._look AND ends.currency IS NOT DISTINCT FROM o.currency
        WHERE o.surely OR o.most >= coalesce(low, o.most)
    ),
    listed AS (
        SELECT f, _look, currency, low, high, counts, {_LEFT_OUT} AS is_out, cites FROM weighed WHERE counts OR is_out
        UNION ALL
        SELECT w.f, w._look, w.currency, CASE WHEN known THEN low ELSE 0 END, CASE WHEN known THEN high ELSE 0 END,
            FALSE, TRUE, a._all
        FROM elsewise w JOIN rows_of_account a ON a._look = w._look AND a._thing = w._thing
        WHERE NOT EXISTS (
            SELECT 1 FROM counting k WHERE k.f = w.f AND k._look = w._look AND k._thing = w._thing
            AND k.currency IS NOT DISTINCT FROM w.currency
        )
    )
    SELECT f, _look, currency, any_value(low) AS low, any_value(high) AS high,
        list(cites) FILTER (counts) AS cited, list(cites) FILTER (is_out) AS out
    FROM listed GROUP BY f, _look, currency
    """, cited or _DISTINCT, out or _NOT_COUNTED)  # fmt: skip


_WRITTEN: Mapping[str, Callable[[Folds, Sequence[Cited]], str]] = {
    "alone": _alone,
    "at once": _at_once,
    "by thing": _by_thing,
    "things": partial(_by_thing, out=_APART),
    "things once": partial(_by_thing, cited=_ONCE, out=_APART),
}


def _told(same: Sequence[Cited], listed: str, cited: str = _DISTINCT, out: str = _NOT_COUNTED) -> str:
    """What was listed with the names of figures and people; a row that counts is not told as left out."""
    names = "".join(f" WHEN {one.number} THEN {literal(one.fact.id)}" for one in same)
    return f"""
    SELECT l.look_id, l.person_id, CASE f{names} END, currency, low, high,
        CASE WHEN cited IS NULL THEN [] ELSE {cited} END AS rows_in,
        CASE WHEN out IS NULL THEN [] ELSE {out} END
    FROM ({listed}) JOIN look l ON l.look_id = _look
    WHERE cited IS NOT NULL OR out IS NOT NULL
    """


def lay_rules(folds: Folds) -> None:
    """Lay ``spoke``: the rules that speak on a look, or (where something is not known) may speak."""
    folds.connection.execute(_SPOKE)
    off = switched_off(drafts=False)
    for rule in folds.book.rules.values():
        if rule.status not in off and folds.book.status not in off:
            folds.connection.execute(f"INSERT INTO spoke {_spoken(folds, rule)}")


def _spoken(folds: Folds, rule: Rule) -> str:
    terms = folds.look_terms()
    truth = " AND ".join(_conditions(terms, folds.book, rule))
    joined = " ".join(f"LEFT JOIN {table} {alias} ON {alias}._look = a._look" for alias, table in terms.asked.items())
    lists = [f"coalesce({alias}.support, [])" for alias in terms.asked] if folds.cite else []
    rows = f"list_sort(list_distinct(flatten([{', '.join(lists)}])))" if lists else "[]::INTEGER[]"
    noted = "AND truth" if rule.effect == "note" else ""
    named = "LEFT JOIN row_names ON person_id = _person" if lists else ""
    return f"""
    SELECT _look, _person, {literal(rule.name)}, truth, {"coalesce(list_select(names, cited), [])" if lists else "[]"}
    FROM (SELECT a._look, a._person, {truth} AS truth, {rows} AS cited FROM seen_look a {joined}) {named}
    WHERE truth IS NOT FALSE {noted}
    """


def _conditions(terms: Terms, book: Rulebook, rule: Rule) -> Iterator[str]:
    """The book is in force and in scope, the rule in force, its condition holds and none of its exceptions does."""
    yield from _in_force(book.in_force)
    yield from _in_force(rule.in_force)
    yield terms.truth(book.scope)
    yield terms.truth(rule.when)
    for exemption in book.exemptions_of(rule):
        if exemption.status not in switched_off(drafts=False):
            yield f"NOT ({' AND '.join([*_in_force(exemption.in_force), _held(terms, exemption.when)])})"


def _held(terms: Terms, node: Node) -> str:
    return terms.truth(node)


def _in_force(span: Span) -> Iterator[str]:
    if span.first is not None:
        yield f"a._day >= {day(span.first)}"
    if span.last is not None:
        yield f"a._day <= {day(span.last)}"

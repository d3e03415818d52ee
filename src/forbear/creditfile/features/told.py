"""The figures of a book with the rows behind them (``figure``), and the rules that speak or may speak (``spoke``).

A row is cited where the figure would be another without it: in ``rows`` what is counted, in ``left_out`` what is not
counted because of other rows, together with those. So a report that hides an older one of the same account is cited,
and the older too, where the older would count.
"""

from __future__ import annotations

from collections.abc import Iterator

from forbear.creditfile.features.folds import Folds, ends_of, is_wanted
from forbear.creditfile.features.terms import Terms, day
from forbear.engine.backends.safely import literal, quoted
from forbear.rules.check_figures import figures_of
from forbear.rules.expressions import Node
from forbear.rules.format import Fact, Rule, Rulebook, Span, switched_off
from forbear.rules.types import is_money

_FIGURE = """
CREATE OR REPLACE TEMP TABLE figure (
    look_id BIGINT, person_id VARCHAR, figure VARCHAR, currency VARCHAR, low BIGINT, high BIGINT,
    "rows" VARCHAR[], left_out VARCHAR[]
)
"""
_SPOKE = """
CREATE OR REPLACE TEMP TABLE spoke (
    look_id BIGINT, person_id VARCHAR, rule VARCHAR, truth BOOLEAN, "rows" VARCHAR[]
)
"""

_LEFT_OUT = "c IS FALSE AND b IS NOT FALSE AND wanted"


def lay_figures(folds: Folds) -> None:
    """Lay ``figure``: a row for each look, figure and currency for which any row of the file stands."""
    folds.connection.execute(_FIGURE)
    for fact in figures_of(folds.book):
        folds.connection.execute(f"INSERT INTO figure {_cited(folds, fact)}")


def _cited(folds: Folds, fact: Fact) -> str:
    """Each look's rows that count or are left out; what can be neither is passed over at once."""
    found = folds.matches(fact, "look")
    of = f"e.{quoted(fact.of)}" if fact.of else "NULL"
    currency = "e.currency" if is_money(folds.book, fact) else "NULL::VARCHAR"
    listed = _by_thing if fact.kind == "most" or fact.event == "account" else _at_once
    return f"""
    WITH m AS (
        SELECT e._look, e._variant, e._thing, e._all, {of} AS of_, {currency} AS currency,
            {found.test} AS c, {found.bare} AS b, {found.cites} AS cites
        FROM {found.source}
        WHERE c IS NOT FALSE OR b IS NOT FALSE
    ),
    {listed(fact, *ends_of(fact))}
    SELECT l.look_id, l.person_id, {literal(fact.id)}, currency, low, high,
        rows_in, list_sort(list_filter(rows_out, lambda r: NOT list_contains(rows_in, r)))
    FROM listed JOIN look l ON l.look_id = listed._look
    WHERE len(rows_in) > 0 OR len(rows_out) > 0
    """


def _at_once(fact: Fact, low: str, high: str) -> str:
    """The rows listed where each stands for itself and counts whatever others say."""
    return f"""
    listed AS (
        SELECT _look, currency, {low} AS low, {high} AS high,
            list_sort(list_distinct(coalesce(flatten(list(cites) FILTER (c IS NOT FALSE AND wanted)), []))) AS rows_in,
            list_distinct(coalesce(flatten(list(cites) FILTER ({_LEFT_OUT})), [])) AS rows_out
        FROM (SELECT *, {is_wanted("of_", fact)} AS wanted FROM m) GROUP BY ALL
    )
    """


def _by_thing(fact: Fact, low: str, high: str) -> str:
    """The rows listed where only the greatest counts, or an account might stand there in other ways than it does."""
    return f"""
    ends AS (SELECT _look, currency, {low} AS low, {high} AS high FROM m WHERE _variant = 0 GROUP BY ALL),
    weighed AS (
        SELECT m.*, CASE WHEN ends._look IS NULL THEN 0 ELSE low END AS least,
            CASE WHEN ends._look IS NULL THEN 0 ELSE high END AS greatest,
            {is_wanted("of_", fact)} AS wanted, c IS NOT FALSE AND wanted AS counts
        FROM m LEFT JOIN ends ON ends._look = m._look AND ends.currency IS NOT DISTINCT FROM m.currency
    ),
    things AS (
        SELECT _look, currency, any_value(least) AS low, any_value(greatest) AS high,
            flatten(list(cites) FILTER (counts AND _variant = 0)) AS counted,
            flatten(list(cites) FILTER (_variant = 0 AND {_LEFT_OUT})) AS left_out,
            CASE WHEN NOT bool_or(counts AND _variant = 0)
                THEN any_value(_all) FILTER (counts AND _variant > 0) END AS otherwise
        FROM weighed GROUP BY _look, _thing, currency
    ),
    listed AS (
        SELECT _look, currency, any_value(low) AS low, any_value(high) AS high,
            list_sort(list_distinct(coalesce(flatten(list(counted)), []))) AS rows_in,
            list_distinct(list_concat(
                coalesce(flatten(list(left_out)), []), coalesce(flatten(list(otherwise)), [])
            )) AS rows_out
        FROM things GROUP BY ALL
    )
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
    rows = f"list_sort(list_distinct(flatten([{', '.join(lists)}])))" if lists else "[]::VARCHAR[]"
    noted = "AND truth" if rule.effect == "note" else ""
    return f"""
    SELECT _look, _person, {literal(rule.name)}, truth, cited
    FROM (SELECT a._look, a._person, {truth} AS truth, {rows} AS cited FROM seen_look a {joined})
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

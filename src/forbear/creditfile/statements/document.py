"""One JSON document per look: what is said of a person, on which rows it rests, and one hash over all of it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import duckdb

from forbear.creditfile.statements.lay import Laid, begin, part, sql
from forbear.creditfile.statements.placing import Rate, lay_places

FORM = 1
"""The version of the form of a document."""
HASHED = ("form", "person", "statements", "decision", "evidence", "deliveries", "held")
"""The parts of a document over which its hash goes, with the basis of its report."""
PEOPLE_AT_ONCE = 10000
_REMEMBERED = 2_000
"""So many answers are kept as JSON, each with the answer, so that no other can take its place."""

Decide = Callable[[Laid], Mapping[str, Any]]
"""The figures of a look and the rules that speak → the decision as JSON."""
Rights = Callable[[Sequence[str]], Mapping[str, Mapping[str, Any]]]
"""People → what the records of rights say of each: consents, looks, disputes."""


@dataclass(frozen=True, slots=True)
class Basis:
    """On what all documents of a run rest. ``known_until``: an instant; ``made_at`` is outside the hash.

    ``units``: figure → count, days, day or money, from the rulebook; ``rates``: measured bad rates.
    """

    known_until: str
    rulebook: Mapping[str, str] = field(default_factory=dict)
    scorecard: Mapping[str, str] = field(default_factory=dict)
    made_at: str = ""
    zone: str = ""
    place: str = ""
    units: Mapping[str, str] = field(default_factory=dict)
    rates: Sequence[Rate] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A document as it is written, and whose it is."""

    look: int
    person: str
    number: str
    sha256: str
    content: bytes

    @property
    def text(self) -> str:
        """The document as JSON."""
        return self.content.decode()


def documents(
    connection: duckdb.DuckDBPyConnection, basis: Basis, decide: Decide | None = None, rights: Rights | None = None
) -> Iterator[dict[str, Any]]:
    """A document for each look, by person; the relations stand on ``connection``."""
    for one in written(connection, basis, decide, rights):
        yield json.loads(one.text)


def written(
    connection: duckdb.DuckDBPyConnection,
    basis: Basis,
    decide: Decide | None = None,
    rights: Rights | None = None,
    after: str = "",
    at_once: int = PEOPLE_AT_ONCE,
    figures: Collection[str] | None = None,
) -> Iterator[Written]:
    """The same as JSON texts, for the people whose id comes after ``after``: so a batch goes on where it stopped.

    ``figures`` are those that ``decide`` asks for, all where none is named.
    Until the last one has come nobody else may ask the connection: the next people are laid while these are written.
    """
    begin(connection)
    lay_places(connection, basis.units, basis.rates)
    writer = _Writer(basis, decide)
    for looks in _laid(connection, _ranges(connection, after, at_once), figures if decide else ()):
        known = rights(list(dict.fromkeys(one.person for one in looks))) if rights else {}
        for laid in looks:
            yield writer.write(laid, known.get(laid.person))


def _laid(
    connection: duckdb.DuckDBPyConnection, ranges: Sequence[tuple[str, str]], figures: Collection[str] | None
) -> Iterator[list[Laid]]:
    """The looks of each range of people, in order; the database is one range ahead."""
    with ThreadPoolExecutor(max_workers=1) as ahead:
        waiting: Future[list[Laid]] | None = None
        for first, last in ranges:
            following = ahead.submit(part, connection, first, last, figures)
            if waiting:
                yield waiting.result()
            waiting = following
        if waiting:
            yield waiting.result()


def sha256_of(document: Mapping[str, Any]) -> str:
    """The hash that a document should carry, from what it says."""
    report = document["report"]
    basis = {
        key: report[key] for key in ("as_of", "known_until", "rulebook", "scorecard", "zone", "place") if key in report
    }
    hashed = {"basis": basis, **{key: document[key] for key in HASHED if key in document}}
    return hashlib.sha256(_dumped(hashed).encode()).hexdigest()


def number_of(sha256: str) -> str:
    """The number of a report: the beginning of its hash, in four groups that can be read out."""
    return "-".join(sha256[at : at + 4].upper() for at in range(0, 16, 4))


class _Writer:
    """Writes documents; what is alike in many is turned into JSON once."""

    def __init__(self, basis: Basis, decide: Decide | None) -> None:
        self._basis, self._decide = basis, decide
        self._about: dict[str, str] = {}
        self._answers: dict[int, tuple[Mapping[str, Any], str]] = {}

    def write(self, laid: Laid, rights: Mapping[str, Any] | None) -> Written:
        about = self._about.get(laid.as_of) or self._about.setdefault(laid.as_of, self._told(laid.as_of))
        content = (
            f'"form":{FORM},"person":{{"person_id":{_dumped(laid.person)}}},"statements":[{",".join(laid.statements)}],'
            f'{self._decided(laid)}"evidence":{{{",".join(laid.evidence)}}},'
            f'"deliveries":{{{",".join(laid.deliveries)}}},"held":{laid.held}'
        ).encode()
        sha256 = _sha256(f'{{"basis":{about},'.encode(), content, b"}")
        number = number_of(sha256)
        made = f',"made_at":{_dumped(self._basis.made_at)}' if self._basis.made_at else ""
        report = f'{{"report":{{"number":"{number}","sha256":"{sha256}",{about[1:-1]}{made}}},'
        after = f',"rights":{_dumped(rights)}' if rights is not None else ""
        whole = b"".join([report.encode(), content, f"{after}}}".encode()])
        return Written(laid.look, laid.person, number, sha256, whole)

    def _told(self, as_of: str) -> str:
        basis = self._basis
        about = {
            "as_of": as_of, "known_until": basis.known_until, "rulebook": dict(basis.rulebook),
            "scorecard": dict(basis.scorecard),
            **({"zone": basis.zone} if basis.zone else {}),
            **({"place": basis.place} if basis.place else {}),
        }  # fmt: skip
        return _dumped(about)

    def _decided(self, laid: Laid) -> str:
        if self._decide is None:
            return ""
        answer = self._decide(laid)
        known = self._answers.get(id(answer))
        if known is None:
            if len(self._answers) == _REMEMBERED:
                self._answers.clear()
            known = self._answers[id(answer)] = answer, f'"decision":{_dumped(answer)},'
        return known[1]


def _sha256(*pieces: bytes) -> str:
    found = hashlib.sha256()
    for piece in pieces:
        found.update(piece)
    return found.hexdigest()


def _ranges(connection: duckdb.DuckDBPyConnection, after: str, at_once: int) -> list[tuple[str, str]]:
    return connection.execute(sql("ranges"), [at_once, after]).fetchall()


_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_ESCAPED = re.compile(r"\\(u[0-9a-f]{4}|.)")


def _dumped(value: Any) -> str:
    """JSON as the database writes it: no spaces, letters as they are, control signs in capitals."""
    text = _JSON(value)
    if "\\u" not in text:
        return text
    return _ESCAPED.sub(lambda found: "\\" + found[1][0] + found[1][1:].upper(), text)

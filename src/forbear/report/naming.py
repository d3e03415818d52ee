"""How a report names people, collectors, rules and rows: by name where one is given, masked where asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from forbear.audit.mask import Mask
from forbear.audit.result import AuditResult
from forbear.calendar import Instant
from forbear.events import Event, Facts
from forbear.report.words import Words


class Naming:
    """Names for one report. All methods give text that may be shown: numbers are hidden where asked."""

    def __init__(self, result: AuditResult, words: Words, mask: Mask) -> None:
        self._parties = result.history.parties
        self._titles = {book.id: book.title for book in result.rulebooks}
        self._zone = result.zone
        self._words = words
        self._mask = mask

    def debtor(self) -> str:
        """The debtor's name, or 'the debtor' where neither name nor id is given."""
        facts = self._parties.debtor
        return self._mask.text(str(facts.get("name") or facts.get("id") or self._words("page.the_debtor")))

    def person(self, person: str) -> str:
        """A person's name, the id where there is none."""
        if person == self._parties.debtor.get("id"):
            return self.debtor()
        return self._name(self._parties.people, person)

    def collector(self, collector: str) -> str:
        """A collector's name, the id where there is none."""
        return self._name(self._parties.collectors, collector)

    def rulebook(self, rulebook: str) -> str:
        """A rulebook's title in the language, its id where it has none."""
        titles = self._titles.get(rulebook, {})
        return titles.get(self._words.lang) or rulebook

    def says(self, sentences: Mapping[str, str]) -> str:
        """The sentence in the language, in English where that is missing."""
        return self._mask.text(sentences.get(self._words.lang) or sentences.get("en", ""))

    def raw(self, text: str) -> str:
        """A raw text of the input, any long run of digits hidden."""
        return self._mask.raw(text)

    def plain(self, text: str) -> str:
        """A text in which only the known numbers are hidden, as a file's name."""
        return self._mask.text(text)

    def time(self, instant: Instant) -> str:
        """The local time with weekday and offset."""
        return self._words.time(instant, self._zone)

    def rows(self, events: Iterable[Event]) -> list[str]:
        """``file:row``, rows of one file together: ``calls.xml:7, 12, 15``."""
        by_file: dict[str, list[str]] = defaultdict(list)
        for event in events:
            file, row = (event.source.file, event.source.row) if event.source else ("#", str(event.seq))
            if row not in by_file[file]:
                by_file[file].append(row)
        return [f"{self.plain(file)}:{', '.join(rows)}" for file, rows in by_file.items()]

    def _name(self, table: Mapping[str, Facts], key: str) -> str:
        return self._mask.text(str(table.get(key, {}).get("name") or key))

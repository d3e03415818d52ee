"""Who is named in a pack, and how: the debtor and those who collect as they are, everybody else by a label."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from forbear.audit.mask import Mask, is_number, mask_number
from forbear.audit.result import AuditResult, InputFile
from forbear.events import Event, Facts
from forbear.report.naming import Naming
from forbear.report.words import Words

_WORD = re.compile(r"[a-z_]+")
HIDDEN = "•••"


class People:
    """The people of an audit. ``labels`` maps everybody but the debtor to ``T1``, ``T2`` … in order of first contact.

    Where ``masked``, their names, numbers and addresses are hidden; the debtor's own and the collectors' never are,
    since those are what the evidence is about.
    """

    def __init__(self, result: AuditResult, masked: bool = True) -> None:
        parties, events = result.history.parties, [*result.history]
        self.masked = masked
        self.debtor = str(parties.debtor.get("id"))
        self.facts = parties.people
        of_role = {person_of(event) for event in events if event.get("role") == "debtor"}
        self.own = {self.debtor, *of_role} - {""}
        met = [*map(person_of, events), *sorted(parties.people), *map(self.owner, result.files)]
        others = dict.fromkeys(person for person in met if person and person not in self.own)
        self.labels: Mapping[str, str] = {person: f"T{number}" for number, person in enumerate(others, start=1)}
        self.roles = self._roles(result, events)
        self._exact = {**self._addresses(events), **self.labels}
        self._numbers = Mask(self._hidden_numbers(result, events))

    def _roles(self, result: AuditResult, events: Iterable[Event]) -> Mapping[str, str]:
        """The role of each person: as last said with a contact, else as stated of her or of her log."""
        of_files = {self.owner(file): file.role for file in result.files}
        stated = {person: str(facts["role"]) for person, facts in self.facts.items() if facts.get("role")}
        met = {person_of(event): str(event.get("role")) for event in events if event.get("role")}
        return of_files | stated | met

    def _addresses(self, events: Iterable[Event]) -> Mapping[str, str]:
        """How each address of a third person is shown; what the debtor is reached by, too, stays as it is."""
        shown: dict[str, str] = {}
        own: set[str] = set()
        for event in events:
            address, person = event.get("address"), person_of(event)
            if isinstance(address, str) and address:
                if person in self.labels:
                    shown[address] = _hidden_address(address, person, self.labels[person])
                else:
                    own.add(address)
        return {address: text for address, text in shown.items() if address not in own}

    def _hidden_numbers(self, result: AuditResult, events: Iterable[Event]) -> set[str]:
        """The numbers that are neither the debtor's nor a collector's."""
        parties = result.history.parties
        every = {*_texts(parties.debtor), *_all_texts(parties.collectors), *_all_texts(parties.people)}
        shown = {*_texts(parties.debtor), *_all_texts(parties.collectors)}
        for event in events:
            every |= {*_texts(event.facts)}
            key = "from_number" if event.get("direction") == "outbound" else ""
            shown.add(str(event.get(key)))
            if person_of(event) in self.own:
                shown.add(str(event.get("address")))
        return every - shown

    @cached_property
    def _names(self) -> re.Pattern[str] | None:
        """Names of third persons as they may stand in a text; an id that is a plain word is none (``sister``)."""
        found = {str(self.facts.get(person, {}).get("name") or ""): label for person, label in self.labels.items()}
        found |= {person: label for person, label in self.labels.items() if not _WORD.fullmatch(person)}
        found |= {text: HIDDEN for text in self._exact if "@" in text}
        self._label_of = {name: label for name, label in found.items() if len(name) > 1}
        names = sorted(self._label_of, key=len, reverse=True)
        return re.compile("|".join(map(_alone, names))) if names else None

    def owner(self, file: InputFile) -> str:
        """The id of the person whose log a file is."""
        return self.debtor if file.role == "debtor" else file.person

    def person(self, person: str) -> str:
        """The id of a person in the machine-readable data: the debtor's own, the label of anybody else."""
        return self.labels.get(person, person) if self.masked else person

    def text(self, text: str) -> str:
        """A sentence in which names and numbers of third persons are hidden."""
        if not self.masked:
            return text
        pattern = self._names
        named = pattern.sub(lambda found: self._label_of[found.group()], text) if pattern else text
        return self._numbers.text(named)

    def raw(self, text: str) -> str:
        """A text of an input, in which any long run of digits may be somebody's number."""
        return self._numbers.raw(self.text(text)) if self.masked else text

    def value(self, value: Any) -> Any:
        """A value of a fact, of whatever shape, as it may be shown."""
        if isinstance(value, str):
            return self.text(self._exact.get(value, value)) if self.masked else value
        if isinstance(value, Mapping):
            return {str(key): self.value(item) for key, item in value.items()}
        if isinstance(value, (set, frozenset)):
            return [self.value(item) for item in sorted(value)]
        if isinstance(value, (tuple, list)):
            return [self.value(item) for item in value]
        return value if value is None or isinstance(value, (bool, int)) else str(value)

    def file(self, file: InputFile) -> str:
        """The name of a log: that of a third person's log may hold her name, and is hidden."""
        if self.masked and self.owner(file) in self.labels:
            return ""
        return self.text(file.name)


class Shown(Naming):
    """How documents of a pack name people: everybody but the debtor and the collectors by the label."""

    def __init__(self, result: AuditResult, words: Words, people: People) -> None:
        super().__init__(result, words, Mask((), on=False))
        self._people = people
        self._rows = {file.name: f"A{number}" for number, file in enumerate(result.files, start=1)}

    def person(self, person: str) -> str:
        """The debtor's name, or label and role of anybody else, with the name where it is not hidden."""
        if person in self._people.own:
            return self.debtor()
        label = self._people.labels.get(person)
        if label is None:
            return self._words("page.not_stated")
        role = self._words.label("role", self._people.roles.get(person, ""))
        name = "" if self._people.masked else super().person(person)
        called = f"{label} {name}".strip()
        return self._words.joined([called, self._words("evidence.role", role=role)]) if role else called

    def says(self, sentences: Mapping[str, str]) -> str:
        """The sentence in the language, in English where that is missing."""
        return self._people.text(super().says(sentences))

    def raw(self, text: str) -> str:
        """A raw text of an input."""
        return self._people.raw(text)

    def plain(self, text: str) -> str:
        """A file's name as rows are cited: by the label of the exhibit."""
        return self._rows.get(text, text)


def person_of(event: Event) -> str:
    """Who was contacted, empty where that is not stated."""
    return str(event.get("person") or "")


def _hidden_address(address: str, person: str, label: str) -> str:
    if is_number(address):
        return mask_number(address)
    return address.replace(person, label) if address == f"telephone of {person}" else HIDDEN


def _alone(name: str) -> str:
    """A pattern for a name that is no part of a longer word; Chinese puts nothing between words."""
    letter = "[0-9A-Za-z_]"
    before = f"(?<!{letter})" if name[0].isascii() else ""
    return before + re.escape(name) + (f"(?!{letter})" if name[-1].isascii() else "")


def _texts(facts: Facts) -> Iterable[str]:
    return (value for value in facts.values() if isinstance(value, str))


def _all_texts(table: Mapping[str, Facts]) -> Iterable[str]:
    return (text for key, facts in table.items() for text in (key, *_texts(facts)))

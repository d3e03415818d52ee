"""Walks through all pages as everybody of a demonstration: every link is followed, every form is noted.

New pages are found by themselves: by a link on another page, or by the table of `tests/web/people/test_matrix.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache, partial
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

from forbear.web.config.pages import PROGRAMS
from forbear.web.people.opening import DEMO, demo_person

MOST_OF_A_KIND = 2
"""So many pages of one address with different objects are looked at."""
LEAVES = ("account_logout", "language", "theme", "demo")
"""Forms that stand on every page or end the walk; they are tried from the front page alone."""
TYPED = {"number": "5", "date": "2026-01-15", "email": "ann@example.org", "tel": "+8613800000000", "month": "2026-01"}


@dataclass(frozen=True)
class Field:
    """A field of a form: its name, its type (``select``, ``textarea``, or that of an input), what it holds at first."""

    name: str
    kind: str
    value: str
    tail: tuple[str, ...] = ()

    @property
    def is_free(self) -> bool:
        """May a person type into it?"""
        return self.kind not in ("hidden", "select", "radio", "checkbox", "submit", "file", "range")

    @property
    def usual(self) -> str:
        """What a person might send."""
        if self.kind == "select":
            return next((value for value in self.tail if value), self.value)
        return self.value or TYPED.get(self.kind, "Example")


@dataclass(frozen=True)
class Form:
    """A form of a page, as one person sees it."""

    role: str
    page: str
    action: str
    method: str
    fields: tuple[Field, ...]

    @property
    def name(self) -> str:
        """The name of the address that it goes to."""
        return name_of(self.action)

    @property
    def files(self) -> list[str]:
        """The fields that take files."""
        return [each.name for each in self.fields if each.kind == "file"]

    def usual(self) -> dict[str, str]:
        """What a person might send, without files."""
        return {each.name: each.usual for each in self.fields if each.kind != "file"}


@dataclass
class Walked:
    """What a walk found: pages by who saw them, and forms."""

    pages: list[tuple[str, str]] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """A page of each address, and whoever saw it first."""
        first: dict[str, tuple[str, str]] = {}
        for role, path in self.pages:
            first.setdefault(name_of(path), (role, path))
        return list(first.values())

    @property
    def names(self) -> set[str]:
        """The names of all addresses that were found."""
        return {name_of(path) for _, path in self.pages} | {form.name for form in self.forms}


class Reader(HTMLParser):
    """Links and forms of a page."""

    def __init__(self, role: str, page: str) -> None:
        super().__init__()
        self.role, self.page = role, page
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._form: dict[str, str] | None = None
        self._fields: list[Field] = []
        self._options: list[str] | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attributes}
        for name in ("href", "hx-get"):
            if name in told and tag != "link":
                self.links.append(told[name])
        if tag == "form" or "hx-post" in told:
            self._form, self._fields = told, []
        if tag in ("input", "textarea", "select", "button") and told.get("name") and self._form is not None:
            kind = told.get("type", "text") if tag == "input" else tag
            self._options = [] if tag == "select" else None
            self._fields.append(Field(told["name"], kind, told.get("value", "")))
        if tag == "option" and self._options is not None:
            self._options.append(told.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self._options is not None and self._fields:
            last = self._fields.pop()
            self._fields.append(Field(last.name, "select", last.value, tuple(self._options)))
            self._options = None
        if tag == "form" and self._form is not None:
            told, self._form = self._form, None
            action = urljoin(self.page, told.get("action") or told.get("hx-post") or self.page)
            method = "POST" if "hx-post" in told else told.get("method", "get").upper()
            unique = {each.name: each for each in reversed(self._fields) if each.name != "csrfmiddlewaretoken"}
            self.forms.append(Form(self.role, self.page, action, method, tuple(reversed(unique.values()))))


def walk(clients: dict[str, Client], starts: dict[str, list[str]] | None = None) -> Walked:
    """Everything that everybody can reach from the front page and from ``starts``."""
    found, seen_forms = Walked(), set()
    for role, client in clients.items():
        for path, page in reached(role, partial(_got, client), ["/", *(starts or {}).get(role, ())], found.faults):
            found.pages.append((role, path))
            for form in page.forms:
                shape = (form.name, form.method, tuple(each.name for each in form.fields))
                if shape not in seen_forms and not (form.name in LEAVES and path != "/"):
                    seen_forms.add(shape)
                    found.forms.append(form)
    return found


def reached(
    role: str, get: Callable[[str], tuple[str, str]], waiting: list[str], faults: list[str]
) -> Iterator[tuple[str, Reader]]:
    """Every page that links lead to; ``get`` says where an address led to, and what stands there if it is a page."""
    counts: Counter[str] = Counter()
    seen: set[str] = set()
    while waiting:
        path = waiting.pop(0)
        name = name_of(path)
        if path in seen or not name or counts[name] >= MOST_OF_A_KIND or urlsplit(path).path.startswith(PROGRAMS):
            continue
        seen.add(path)
        counts[name] += 1
        try:
            ended, text = get(path)
        except Exception as error:  # noqa: BLE001 (whatever a page raises is a fault)
            faults.append(f"{role} {path}: {type(error).__name__}: {error}")
            continue
        page = Reader(role, ended)
        page.feed(text)
        yield path, page
        waiting += [urljoin(page.page, link).partition("#")[0] for link in page.links if _is_ours(link)]


def _got(client: Client, path: str) -> tuple[str, str]:
    """What Django's own client gets; it stays signed in as it was."""
    kept = deepcopy(client.cookies)
    try:
        answer = client.get(path, follow=True)
    finally:
        client.cookies = kept
    ended = answer.redirect_chain[-1][0] if answer.redirect_chain else path
    is_page = answer.headers.get("Content-Type", "").startswith("text/html")
    return ended, answer.content.decode() if is_page else ""


def _is_ours(link: str) -> bool:
    parts = urlsplit(link)
    return not parts.scheme and not parts.netloc and not parts.path.startswith("/static/")


@cache
def name_of(path: str) -> str:
    """The name of an address; empty where there is none."""
    try:
        return resolve(urlsplit(path).path).url_name or ""
    except Resolver404:
        return ""


def demo_clients(**told: object) -> dict[str, Client]:
    """A browser for each invented person, and one in which nobody is signed in."""
    clients = {"anonymous": Client(**told)}
    for role in DEMO:
        clients[role] = Client(**told)
        clients[role].force_login(demo_person(role))
    return clients

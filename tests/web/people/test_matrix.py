"""Every page, tried as everybody, on what is one's own organisation's, another's and nobody's, compared with a table.

A desk has a file of rows in ``matrix/``: one for GET and one for POST of each of its addresses. A cell is a status, or
three where an address names an object: that of one's own (organisation), that of another, one that is not there.
``tests/support/matrix.py`` makes them.
"""

from copy import deepcopy
from pathlib import Path

import pytest
from django.db import transaction
from django.urls import get_resolver, reverse

from forbear.web.config.pages import PROGRAMS
from forbear.web.people import may
from forbear.web.people.links import new_link
from forbear.web.people.models import Link, Membership
from forbear.web.people.roles import ROLES
from tests.support.amount import ALL
from tests.support.matrix import KINDS, WORDS

COLUMNS = ("anonymous", *ROLES, "house-admin")
TABLES = sorted(Path(__file__).with_name("matrix").glob("*.txt"))
KIND_OF = {name: kind for kind in KINDS for name in kind.addresses}


def rows_of(table):
    """The rows of a file; its first line names the columns."""
    head, *lines = table.read_text(encoding="utf-8").splitlines()
    assert tuple(head.split()) == COLUMNS, table
    return {" ".join(words[:2]): words[2:] for line in lines if (words := line.split())}


ROWS = {row: cells for table in TABLES for row, cells in rows_of(table).items()}


NEVER = ("302", "403", "405")
"""Where own objects get these, the door or the method answered before anything was looked for: `make test` believes it
of the others, `make thorough` tries."""


def statuses(client, method, name, objects, expected):
    """What the server says at one address, everything undone after each try."""
    kind, found, kept = KIND_OF.get(name), [], deepcopy(client.cookies)
    tries = [[key, *kind.addresses[name]] for key in objects[kind]] if kind else [WORDS.get(name, [])]
    if not ALL and len(set(expected.split("/"))) == 1 and expected[:3] in NEVER:
        tries = tries[:1]
    for words in tries:
        with transaction.atomic():
            found.append(client.generic(method, reverse(name, args=words)).status_code)
            transaction.set_rollback(True)
        client.cookies = deepcopy(kept)
    return "/".join(str(status) for status in found * (expected.count("/") + 1 if len(tries) == 1 else 1))


def pages(resolver=None, prefix=""):
    """Each page: its address and its view."""
    for pattern in (resolver or get_resolver()).url_patterns:
        address = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from pages(pattern, address)
        elif not f"/{address}".startswith(PROGRAMS):
            yield pattern.name, pattern.callback


@pytest.mark.parametrize("role", COLUMNS)
def test_each_role_gets_what_the_table_says_and_no_more(role, world):
    client, column = world.client(role), COLUMNS.index(role)
    objects = {kind: [*kind.make(world, role), kind.nobodys] for kind in KINDS}
    found = {row: statuses(client, *row.split(), objects, cells[column]) for row, cells in ROWS.items()}
    assert found == {row: cells[column] for row, cells in ROWS.items()}


def test_what_may_not_be_seen_and_what_is_not_there_give_the_same_answer():
    for row, cells in ROWS.items():
        for cell in cells:
            _own, others, nobodys = (*cell.split("/"), "", "")[:3]
            assert others == nobodys, f"{row}: {cell}"


def test_every_page_stands_in_the_table_with_both_methods():
    assert set(ROWS) == {f"{method} {name}" for name, _view in pages() for method in ("GET", "POST")}


def test_every_page_declares_its_act():
    assert [name for name, view in pages() if not hasattr(view, "act")] == []


def test_a_role_reaches_what_is_of_the_organisation_in_which_it_is_held_and_no_further(world, monkeypatch, rf):
    monkeypatch.setattr(
        may, "MAY", {"try": {"collector": may.OWN, "supervisor": may.ORGANISATION, "admin": may.SERVER}}
    )
    her = world.people["collector"]
    Membership.objects.create(user=her, organisation=world.theirs, role="supervisor")
    makers = {"hers": (her, world.ours), "a colleague's": (world.people["auditor"], world.ours)}
    makers |= {"another's": (world.others["auditor"], world.theirs), "the house's": (her, world.house)}
    for name, (maker, organisation) in makers.items():
        new_link("invite", made_by=maker, organisation=organisation, kind=name)
    seen = {}
    for who in (her, world.people["admin"], world.people["house-admin"], world.people["borrower"]):
        request = rf.get("/")
        request.user = who
        seen[who] = {link.kind for link in may.visible(Link, request, "try")}
    assert list(seen.values()) == [{"hers", "another's"}, set(), set(makers), set()]

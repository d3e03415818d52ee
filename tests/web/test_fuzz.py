"""Whatever is sent to whatever page: no fault, no text that gets into a page as it was, nothing left behind.

All pages are found by walking through a demonstration as everybody, so that new ones are tried by themselves. Every
page and form is sent something, and everything hostile is sent somewhere; `make thorough` sends everything everywhere.
"""

from __future__ import annotations

import logging
import tempfile
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver, reverse

from forbear.web.config import environment
from forbear.web.desks.borrower import cases
from forbear.web.desks.borrower.models import Case
from forbear.web.people import opening
from forbear.web.people.links import new_link
from tests.support import hostile
from tests.support.amount import in_turn
from tests.support.walking import demo_clients, name_of, walk

pytestmark = pytest.mark.django_db
REFUSALS = range(400, 500)
EVERYWHERE = {"django_session", "usersessions_usersession", "people_device", "axes_accessattempt"}
"""Tables that say who did what; a refused request may add to them."""
ASKING, OF_GATE = {"paper-print"}, {"ledger_record", "ledger_givenname"}
"""Pages that ask the gate, and the tables in which its answer stays, a refusal like any other."""


def own_atomic():
    """A transaction in which durable ones may stand, as in Django's own tests."""
    atomic = transaction.atomic()
    atomic._from_testcase = True
    return atomic


@contextmanager
def undone():
    """What is done in here is undone at the end, and files whose rows are gone are removed with them."""
    before = kept_paths()
    with own_atomic():
        yield
        transaction.set_rollback(True)
    for path in sorted(kept_paths() - before, reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()


def kept_paths():
    """All that lies in the server's folder."""
    return set(environment.data_folder().rglob("*"))


@contextmanager
def same_cookies(client):
    """Whoever is signed in stays so."""
    kept = deepcopy(client.cookies)
    yield
    client.cookies = kept


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    """A folder for the server's files, and one for whatever is put aside for a moment."""
    data, aside = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("aside")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FORBEAR_DATA", str(data))
        patch.setattr(tempfile, "tempdir", str(aside))
        yield data, aside


@pytest.fixture(scope="module")
def walked(django_db_setup, django_db_blocker, places):
    """The demonstration, filled, with a browser for everybody and everything that they can reach."""
    from django.test import override_settings

    quick = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with django_db_blocker.unblock(), override_settings(DEMO=True, PASSWORD_HASHERS=quick), undone():
        cache.clear()
        opening.make_demo_people()
        opening.fill_desks()
        borrower = opening.demo_person("borrower")
        if not Case.objects.filter(person=borrower).exists():
            cases.begin(borrower.memberships.get(), "CN", "Asia/Shanghai")
        clients = demo_clients()
        found = walk(clients, {"anonymous": list(links())})
        logging.getLogger("forbear.requests").setLevel(logging.CRITICAL)
        yield clients, found
        logging.getLogger("forbear.requests").setLevel(logging.NOTSET)


def links():
    """The pages of links that let somebody in once."""
    ours = opening.demo_person("admin").memberships.get().organisation
    told = {
        "invited": {"organisation": ours, "role": "auditor"},
        "new-password": {"user": opening.demo_person("auditor")},
        "open": {},
        "setup": {},
    }
    for page, about in told.items():
        purpose = {"invited": "invite", "new-password": "password"}.get(page, page)
        yield reverse(page, args=[new_link(purpose, **about)[1]])


def counts():
    """How many rows each table has, and how many files are kept."""
    with connection.cursor() as cursor:
        tables = [
            name
            for name in connection.introspection.table_names(cursor)
            if name not in EVERYWHERE and not name.endswith("_look")
        ]
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}', count(*) FROM \"{name}\"" for name in tables))  # noqa: S608
        return dict(cursor.fetchall()) | {"files": sum(path.is_file() for path in kept_paths())}


def faults_of(answer, what):
    """What is wrong with an answer."""
    if answer.status_code >= 500:
        yield f"{what}: {answer.status_code}"
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        page = answer.content.decode()
        yield from (f"{what}: {mark} in the page" for mark in (hostile.MARK, hostile.BROKEN_OUT) if mark in page)


def tried(client, method, path, what, *, looks=(), **sent):
    """What is wrong with an answer, with the page to which it leads, and with what it leaves."""
    before = counts() if method == "POST" else {}
    with undone(), same_cookies(client):
        try:
            answer = (
                client.generic(method, path, **sent)
                if "data" not in sent or isinstance(sent["data"], bytes)
                else (client.post(path, **sent))
            )
        except Exception as error:  # noqa: BLE001 (whatever a page raises is what is looked for)
            return [f"{what}: {type(error).__name__}: {str(error)[:200]}"]
        found = list(faults_of(answer, what))
        after = counts() if answer.status_code in REFUSALS and method == "POST" else before
        may_stay = OF_GATE if name_of(path) in ASKING else set[str]()
        if changed := sorted(name for name in before.keys() - may_stay if before[name] != after[name]):
            found.append(f"{what}: refused with {answer.status_code}, and something is left in {changed}")
        for page in {answer.headers.get("Location", ""), *looks} - {""} if answer.status_code < 400 else ():
            if not urlsplit(page).netloc and answer.status_code == 302:
                found += faults_of(client.get(page), f"{what}, then {name_of(page)}")
    return found


@pytest.fixture
def traceless(places):
    """Nothing is left in the folders when the test is over."""
    data, aside = places
    before = sorted(data.rglob("*"))
    yield
    left = [path for path in aside.iterdir() if not path.name.startswith("forbear-fonts-")]  # they are nobody's
    assert (sorted(data.rglob("*")), left) == (before, [])


def test_the_walk_finds_pages_of_every_desk_and_none_breaks(walked):
    _clients, found = walked
    first = {pattern.name for pattern in get_resolver().url_patterns if hasattr(pattern, "name")}
    from django.apps import apps

    desks = {desk.page for app in apps.get_app_configs() for desk in getattr(app, "desks", ())}
    assert desks <= found.names | first and len(found.forms) > 5
    assert found.faults == []


def test_no_page_breaks_at_any_query_or_language(walked, traceless):
    clients, found = walked
    asked = sorted({each.name for form in found.forms if form.method == "GET" for each in form.fields})
    names = ["page", "next", *asked]
    faults = []
    for number, (role, path) in enumerate(found.kinds):
        client, own = clients[role], urlsplit(path).path
        for turn in in_turn(range(3), 3, number % 3):
            words = {
                name: hostile.QUERIES[(number + at + turn) % len(hostile.QUERIES)] for at, name in enumerate(names)
            }
            language = hostile.LANGUAGES[(number + turn) % len(hostile.LANGUAGES)]
            told = {"QUERY_STRING": urlencode(words), "HTTP_ACCEPT_LANGUAGE": language, "HTTP_HX_REQUEST": "true"}
            faults += tried(client, "GET", own, f"{role} {own}?{words}", **told)
    assert faults == []


def test_no_form_breaks_at_any_text(walked, traceless):
    clients, found = walked
    faults = []
    for number, form in enumerate(one for one in found.forms if one.method == "POST"):
        for turn in in_turn(range(6), 3, number % 3):
            everything = turn == 5
            sent = form.usual()
            for at, each in enumerate(form.fields):
                if each.kind != "file" and (each.is_free or everything):
                    sent[each.name] = hostile.TEXTS[(number * 5 + turn + at * 7) % len(hostile.TEXTS)]
            what = f"{form.role} {form.name} {sent!r:.300}"
            faults += tried(clients[form.role], "POST", form.action, what, data=sent, looks=(form.page,))
    assert faults == []


def test_a_script_in_every_field_stays_text(walked, traceless):
    clients, found = walked
    faults = []
    for form in found.forms:
        if form.method == "POST" and any(each.is_free for each in form.fields):
            sent = form.usual() | {
                each.name: hostile.SCRIPT for each in form.fields if each.kind in ("text", "textarea")
            }
            what = f"{form.role} {form.name} {sent!r:.300}"
            faults += tried(clients[form.role], "POST", form.action, what, data=sent, looks=(form.page,))
    assert faults == []


def test_no_upload_breaks_at_any_file(walked, traceless):
    clients, found = walked
    forms = [form for form in found.forms if form.files]
    assert forms
    faults = []
    for number, form in enumerate(forms):
        for name, content in in_turn([*hostile.FILES.items()], 3, number % 3):
            files = {field: SimpleUploadedFile(name, content) for field in form.files}
            what = f"{form.role} {form.name} {name[:40]}"
            faults += tried(clients[form.role], "POST", form.action, what, data=form.usual() | files)
    assert faults == []


def test_a_file_over_the_cap_is_refused_before_it_is_read(walked, traceless, settings):
    clients, found = walked
    settings.UPLOAD_BYTES = 1000
    for form in found.forms:
        if form.files:
            files = {field: SimpleUploadedFile("a.csv", b"x" * 1001) for field in form.files}
            with undone(), same_cookies(clients[form.role]):
                answer = clients[form.role].post(form.action, form.usual() | files)
            assert (form.name, answer.status_code) == (form.name, 413)


def test_what_no_browser_sends_breaks_no_page_that_takes_something(walked, traceless):
    clients, found = walked
    many = urlencode({f"f{number}": "1" for number in range(1001)}).encode()
    bodies = [
        (many, "application/x-www-form-urlencoded"),
        (b"--x\r\nContent-Disposition: form-data; name=a", "multipart/form-data; boundary=x"),
        (b"x" * 100, "multipart/form-data"),
        (b"[" * 100_000, "application/json"),
        (b"a=%ff%fe%ed%a0%80&b=%", "application/x-www-form-urlencoded; charset=utf-7"),
        (b"a=1" + b"b" * (3 << 20), "application/x-www-form-urlencoded"),
    ]
    faults = []
    for number, form in enumerate(form for form in found.forms if form.method == "POST"):
        for body, kind in in_turn(bodies, 3, number % 3):
            what = f"{form.role} {form.name} {kind} {len(body)}"
            faults += tried(clients[form.role], "POST", form.action, what, data=body, content_type=kind)
    assert faults == []


def test_no_address_breaks_at_odd_words_in_it(walked, traceless):
    clients, found = walked
    odd = ("9" * 30, "%00", "%ff%3Czq9x%3E")
    faults = []
    for number, (role, path) in enumerate(found.kinds):
        parts = urlsplit(path).path.split("/")
        for at in range(1, len(parts)):
            for word in in_turn(odd, len(odd), (number + at) % len(odd)):
                changed = "/".join([*parts[:at], word, *parts[at + 1 :]])
                faults += tried(clients[role], "GET", changed, f"{role} {changed[:200]}")
    assert faults == []


@pytest.mark.parametrize("host", ["evil.example", "localhost:abc", "[", "a b", "localhost\x00"])
def test_a_strange_host_is_refused(host, walked):
    assert Client(headers={"host": host}).get("/").status_code == 400


def test_no_file_of_the_system_is_open_that_was_not_open_before(walked):
    clients, found = walked
    form = next(form for form in found.forms if form.files)
    open_files = Path("/proc/self/fd")
    sizes = []
    for _ in range(4):
        files = {field: SimpleUploadedFile("a.csv", b"a,b\n1,2\n") for field in form.files}
        tried(clients[form.role], "POST", form.action, "again", data=form.usual() | files)
        sizes.append(len(list(open_files.iterdir())))
    assert sizes[-1] <= sizes[1]

"""What every page carries, and what programs are spared."""

import re
from pathlib import Path

import pytest
from django.conf import settings as chosen
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forbear.web.config import pages
from forbear.web.desks.shared import static_files
from forbear.web.people.models import Membership, User
from scripts import colours
from tests.support.api import Asker, key_of
from tests.support.people import PASSWORD

MOST_QUERIES = 20
POLICY = "default-src 'none'"


@pytest.fixture
def admin(world):
    return world.client("admin")


def test_a_request_of_a_program_touches_no_session_and_passes_no_middleware_of_pages(db, monkeypatch):
    asker = Asker(key_of("auditor"))
    asker.client.cookies[chosen.SESSION_COOKIE_NAME] = "a" * 32

    def passed(*_):
        raise AssertionError("a program passed the middleware of pages")

    for middleware in chosen.PAGE_MIDDLEWARE:
        module, name = middleware.rsplit(".", 1)
        monkeypatch.setattr(f"{module}.{name}.__call__", passed, raising=False)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        status, _told = asker("GET", "rulebooks")
        missing, _told = asker("GET", "no-such-address")
    assert (status, missing) == (200, 404)
    assert not [query["sql"] for query in asked if re.search("session|people_|axes_|usersession", query["sql"])]
    assert not {"Content-Security-Policy", "Content-Language", "Set-Cookie"} & set(asker.last.headers)


def test_programs_pass_as_many_steps_as_before_and_one_more():
    assert chosen.MIDDLEWARE[:2] == ["forbear.web.ledger.watch.watched", "forbear.web.api.guard.ApiGuard"]
    assert chosen.MIDDLEWARE[2:] == ["forbear.web.config.pages.Pages"]
    passed = []
    middleware = pages.Pages(lambda request: passed.append(request) or "answer")
    request = type("Request", (), {"path_info": "/api/v1/ask"})()
    assert middleware(request) == "answer" and passed == [request]
    assert middleware.process_view(request, None, (), {}) is None


@pytest.mark.parametrize("path", ["/", "/sign-in", "/no-such-page", "/members"])
def test_every_page_carries_the_policies_for_browsers(path, admin):
    answer = admin.get(path, secure=True)
    assert (
        POLICY in answer.headers["Content-Security-Policy"]
        and "unsafe" not in answer.headers["Content-Security-Policy"]
    )
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    assert answer.headers["Cache-Control"] in (
        "no-store, private",
        "max-age=0, no-cache, no-store, must-revalidate, private",
    )


def test_no_page_holds_script_or_style_or_anything_from_another_host(admin, world):
    for path in ("/", "/account", "/members", f"/organisations/{world.ours.pk}/invite", "/no-such-page"):
        text = admin.get(path).content.decode()
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]* src=)|https?://", text), path
        assert set(re.findall(r'<script[^>]*src="(/\w+/)', text)) == {"/static/"}


def test_cookies_are_for_tls_alone_and_no_script_reads_them(world):
    client = Client()
    client.post("/sign-in", {"login": world.people["admin"].name, "password": PASSWORD}, secure=True)
    cookie = client.cookies["__Host-forbear-session"]
    assert cookie["secure"] and cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/"


def test_a_form_without_our_mark_is_refused_in_words(world):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.people["admin"])
    answer = client.post("/theme", {"theme": "dark"})
    assert answer.status_code == 403 and "This form has expired" in answer.content.decode()


def test_static_files_are_served_under_the_hash_of_what_they_hold_and_may_be_kept(client, db):
    for name in static_files.served():
        answer = client.get(f"/static/{static_files.hashed_name(name)}")
        assert answer.status_code == 200 and "immutable" in answer.headers["Cache-Control"]
        assert b"".join(answer.streaming_content) == static_files.path_of(name).read_bytes()
        answer.close()
    assert client.get("/static/account/js/account.js").status_code == 404


def test_the_colours_of_pages_are_those_of_reports():
    assert colours.SHEET.read_text(encoding="utf-8") == colours.sheet(), "run scripts/colours.py"


def test_what_is_too_large_is_refused_before_it_is_read(admin, client, settings):
    settings.UPLOAD_BYTES = settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    for who, path in ((admin, "/account"), (client, "/sign-in")):
        answer = who.generic("POST", path, b"x" * 1001, content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 413 and "too large" in answer.content.decode()
    assert client.generic("POST", "/members", b"x" * 1001).status_code == 302, "who is not signed in sends nothing"


def test_a_part_of_a_page_is_not_replaced_by_the_page_for_signing_in(client, db):
    answer = client.get("/members", headers={"HX-Request": "true"})
    assert answer.status_code == 204 and answer.headers["HX-Redirect"] == "/sign-in"


def test_no_page_asks_the_database_more_than_twenty_times(admin, world):
    for path in ("/", "/account", "/members", f"/organisations/{world.ours.pk}/invite"):
        with CaptureQueriesContext(connection) as asked:
            assert admin.get(path).status_code == 200
        assert len(asked) <= MOST_QUERIES, path


@pytest.mark.parametrize(("status", "words"), [(404, "There is nothing here"), (403, "not for your role")])
def test_pages_of_errors_speak_both_languages(status, words, world):
    path = "/members" if status == 403 else "/no-such-page"
    client = world.client("borrower")
    english, chinese = (client.get(path, headers={"Accept-Language": each}) for each in ("en", "zh-CN"))
    assert english.status_code == chinese.status_code == status
    assert words in english.content.decode() and words not in chinese.content.decode()
    assert '<html lang="zh-Hans"' in chinese.content.decode() and chinese.headers["Content-Language"] == "zh-hans"


def test_a_fault_is_told_in_words_and_not_in_code(world, monkeypatch):
    def broken(*_):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("forbear.web.people.views.memberships", broken)
    client = Client(raise_request_exception=False)
    client.force_login(world.people["admin"])
    answer = client.get("/")
    assert answer.status_code == 500
    assert "Something went wrong here" in answer.content.decode() and "secret detail" not in answer.content.decode()
    assert POLICY in answer.headers["Content-Security-Policy"]


def test_the_menu_names_debts_as_whose_they_are(world):
    entries = {
        role: re.findall(r'href="/borrower/"[^>]*>([^<]+)<', world.client(role).get("/account").content.decode())
        for role in ("borrower", "adviser", "supervisor")
    }
    assert entries == {"borrower": ["My debts"], "adviser": ["Clients&#x27; debts"], "supervisor": []}


def test_every_template_of_the_library_that_can_be_reached_is_ours():
    ours = Path(static_files.__file__).parents[2] / "people" / "templates"
    from django.template.loader import get_template

    for name in ("account/login.html", "account/logout.html", "mfa/index.html", "mfa/authenticate.html"):
        assert Path(get_template(name).origin.name).is_relative_to(ours)


def test_a_long_list_comes_a_page_at_a_time_and_the_query_stays(world, monkeypatch):
    for number in range(120):
        Membership.objects.create(
            user=User.objects.create(name=f"n{number:03}"), organisation=world.ours, role="auditor"
        )
    client = world.client("admin")
    first, last = (client.get(f"/members?kept=1&page={page}").content.decode() for page in (1, 99))
    assert 'href="?kept=1&amp;page=2"' in first and "Page 1 of 6" in first and 'rel="prev"' not in first
    assert "Page 6 of 6" in last and 'rel="next"' not in last
    assert first.count("/members/") == 2 * 25 and last.count("/members/") == 2 * (120 + 6 - 125)

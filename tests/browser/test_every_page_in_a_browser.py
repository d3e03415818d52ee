"""Every page that somebody of a demonstration can reach by links, as each of them: a picture, and what axe finds."""

import time
from itertools import cycle
from urllib.parse import urlsplit

import pytest

from forbear.web.people.opening import DEMO
from tests.support.browser import PHONE, SECONDS_OF_AN_END, SIGHTS
from tests.support.walking import name_of, reached

NOBODY = "anonymous"
READ = {
    "borrower": ("findings", "money", "plan", "credit", "offers"),
    "collector": ("/collector/", "/collector/portfolios", "/deals/", "/deals/letters"),
    "supervisor": ("/team/", "/collector/?word=refuse"),
    "auditor": ("/auditor/", "audit", "/rulebooks/", "/rulebooks/book/us-reg-f", "/proof/", "/proof/checks"),
    "admin": ("/", "/members", "/account"),
    NOBODY: ("/", "/sign-in"),
}
"""Pages of each desk that are only read; without a slash, under the case or among the links of the desk."""


@pytest.fixture(scope="module")
def shown():
    """Addresses that were looked at already; they are only followed as somebody else."""
    return set()


@pytest.mark.parametrize("role", [NOBODY, *DEMO])
def test_every_page_that_somebody_can_reach_is_looked_at(role, look, shared, shown):
    visit = Visit(role, shared, [signed_in(look(*sight), shared, role) for sight in SIGHTS], shown)
    starts = ["/", "/sign-in"] if role == NOBODY else ["/"]
    found = {name_of(path) for path, _ in reached(role, visit.get, starts, visit.faults)}
    assert {name_of(page) for page in READ.get(role, ()) if page.startswith("/")} <= found
    assert visit.faults == []


class Visit:
    """Somebody follows links, and looks at one page after another in another way each time."""

    def __init__(self, role, home, lookers, shown):
        self.role, self.home, self.lookers, self.shown = role, home, cycle(lookers), shown
        self.faults, self.number = [], 0

    def get(self, path):
        """Where an address leads, and what stands there."""
        looker = next(self.lookers)
        answer = looker.context.request.get(self.home + path)
        ended = urlsplit(answer.url)._replace(scheme="", netloc="").geturl()
        text = answer.text() if answer.headers.get("content-type", "").startswith("text/html") else ""
        if "<html" in text and (ended == "/" or ended not in self.shown):
            self.shown.add(ended)
            self.look(looker, path, text if "content-disposition" in answer.headers else "")
        return ended, text

    def look(self, looker, path, file):
        """A picture of a page, or of a file that is one."""
        if file:
            looker.page.goto("about:blank")
            looker.page.set_content(file)
        else:
            looker.page.goto(self.home + path)
        self.number += 1
        try:
            looker.looks(f"every-{self.role}-{self.number:03}-{name_of(path)}")
        except AssertionError as fault:
            self.faults.append(f"{path}: {fault}")


@pytest.mark.parametrize("role", READ)
def test_what_is_only_read_can_be_read_without_scripts(role, look, shared):
    with_scripts, without = (
        signed_in(look("en", "light", PHONE, scripts=scripts), shared, role) for scripts in (True, False)
    )
    for page in READ[role]:
        path = addressed(without, shared, page)
        until = time.monotonic() + SECONDS_OF_AN_END
        while words_of(with_scripts, path) - words_of(without, path) and time.monotonic() < until:
            time.sleep(1)  # while something is counted in the background, both tell how far it is
        without.looks(f"without-scripts-{role}-{name_of(urlsplit(path).path)}")
        assert words_of(with_scripts, path) - words_of(without, path) == set(), path


def words_of(looker, path):
    """The words of a page."""
    assert looker.page.goto(path).ok
    found = set(looker.page.locator("main").inner_text().split())
    assert len(found) > len(READ), path
    return found


def addressed(looker, home, page):
    """The address of a page of READ."""
    if page.startswith("/"):
        return home + page
    if page == "audit":
        looker.page.goto(f"{home}/auditor/")
        return home + looker.page.get_by_role("link", name="us-ma, us-reg-f").first.get_attribute("href")
    looker.page.goto(f"{home}/borrower/")
    return looker.page.url + page


def signed_in(looker, address, role):
    """The same person, come in as an invented one."""
    if role != NOBODY:
        looker.page.goto(address)
        looker.page.click(f'form[action="/demo/{role}"] button')
    return looker

"""A supervisor brings a portfolio and assigns it, a clerk asks, contacts and records, in a browser: both languages."""

import re

import pytest

from tests.support.browser import SIGHTS, sight_name
from tests.web.desks.collector.conftest import SAMPLE

ENTRIES = ("inbound", "wish", "refusal", "dispute", "represented", "notice", "lift")


@pytest.fixture(params=SIGHTS, ids=sight_name)
def desk(request, look, demonstration):
    """A demonstration of its own, and somebody who looks at it."""
    return look(*request.param), demonstration


def signs_in(looker, address, role):
    looker.context.clear_cookies()
    looker.page.goto(address)
    looker.page.click(f'form[action="/demo/{role}"] button')


def test_a_portfolio_is_brought_assigned_worked_and_recorded(desk):
    looker, address = desk
    signs_in(looker, address, "supervisor")
    _brings_a_portfolio(looker, address)
    _assigns(looker, address)
    signs_in(looker, address, "collector")
    home = _finds(looker, address)
    _asks_and_contacts(looker, home)
    _enters_what_comes_in(looker, home)


def _brings_a_portfolio(looker, address):
    page = looker.page
    page.goto(f"{address}/collector/portfolios/new")
    looker.looks("portfolio-new")
    page.fill("[name=name]", "Second")
    page.fill("[name=collector]", "second-example")
    page.select_option("[name=place]", "CN")
    page.select_option("[name=zone]", "Asia/Shanghai")
    page.set_input_files("#file", [SAMPLE])
    page.click("[name=look]")
    page.wait_for_selector("#preview")
    looker.looks("portfolio-preview")
    page.click("[name=keep]")
    page.wait_for_url(re.compile(r"/portfolios/[0-9a-f-]{36}$"))
    page.wait_for_selector("#rejected")
    looker.looks("portfolio")
    page.goto(f"{address}/collector/portfolios")
    looker.looks("portfolios")


def _assigns(looker, address):
    page = looker.page
    page.goto(f"{address}/collector/?who=nobody")
    looker.looks("worklist-nobody")
    page.check('[name="account"] >> nth=0')
    page.select_option("#assign [name=to]", label="collector@demo.example")
    page.click("#assign button")
    page.wait_for_selector(".messages .success")
    page.goto(f"{address}/collector/?word=refuse")
    looker.looks("worklist-refused")


def _finds(looker, address):
    page = looker.page
    page.goto(f"{address}/collector/")
    looker.looks("worklist")
    page.fill("#find", "BC-0008")
    page.click(".find button")
    page.wait_for_selector("tbody a")
    looker.looks("found")
    page.goto(f"{address}/collector/?word=allow")
    if not page.locator("tbody a").count():
        page.goto(f"{address}/collector/")
    page.click("tbody a >> nth=0")
    looker.looks("account")
    return page.url


def _asks_and_contacts(looker, home):
    """At night the gate says from when; by day it gives a permit."""
    page = looker.page
    page.click('form[action$="/ask"] button >> nth=0')
    page.wait_for_selector(".facts")
    looker.looks("answer")
    if page.locator('form[action$="/use"]').count():
        page.click('form[action$="/use"] button')
        looker.looks("contact-made")
        page.click("button[value=no_answer]")
        page.wait_for_selector(".messages .success")
    page.goto(home)
    looker.looks("account-asked")


def _enters_what_comes_in(looker, home):
    page = looker.page
    for kind in ENTRIES:
        page.goto(f"{home}enter/{kind}")
        looker.looks(f"enter-{kind}")
    page.goto(f"{home}enter/complaint")
    page.check("[name=in_writing]")
    page.click("main button.primary")
    page.wait_for_selector(".badge.hold")
    looker.looks("account-complaint")
    page.goto(f"{home}agreed")
    looker.looks("agreed")
    page.goto(f"{home}looks")
    looker.looks("looks")

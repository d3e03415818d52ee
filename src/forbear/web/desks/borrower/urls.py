"""The addresses of the borrower's desk."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern
from django.urls import path as address

from forbear.web.desks.borrower import (
    carry_pages,
    credit_pages,
    day_pages,
    digest_pages,
    found,
    letter_pages,
    marked_pages,
    money,
    money_pages,
    phone,
    plan_pages,
    step_pages,
    talk_pages,
    views,
)


def path(route: str, view: Any, more: dict[str, Any] | None = None, *, name: str) -> URLPattern:
    """An address of a case."""
    made: URLPattern = address(f"borrower/<uuid:pk>/{route}", view, more, name=name)
    return made


urlpatterns = [
    address("borrower/", views.desk, name="borrower"),
    path("", views.case, name="case"),
    path("about", views.about, name="about"),
    path("phone", phone.phone, name="phone"),
    path("numbers", marked_pages.numbers, name="case-numbers"),
    path("numbers/unmark", marked_pages.unmark, name="case-unmark"),
    path("contact", marked_pages.contact, name="case-contact"),
    path("contact/<int:at>/drop", marked_pages.forget, name="case-contact-drop"),
    path("findings", found.found, name="findings"),
    path("findings/progress", found.progress, name="progress"),
    path("findings/en", found.report, {"lang": "en"}, name="report-en"),
    path("findings/zh", found.report, {"lang": "zh"}, name="report-zh"),
    path("evidence", carry_pages.evidence, name="case-evidence"),
    path("evidence/progress", carry_pages.progress, name="case-evidence-progress"),
    path("evidence.zip", carry_pages.pack, name="case-evidence-file"),
    path("digest", digest_pages.digest, name="case-digest"),
    path("digest/progress", digest_pages.progress, name="case-digest-progress"),
    path("days", day_pages.listed, name="case-days"),
    path("days.ics", day_pages.calendar, name="case-days-ics"),
    path("came", day_pages.came, name="case-came"),
    path("came/<int:at>/drop", day_pages.drop, name="case-came-drop"),
    path("money", money_pages.overview, name="money"),
    path("money/basics", money_pages.basics, name="basics"),
    path("money/back", money_pages.back, name="case-money-back"),
    path("debt", money_pages.row, {"kind": money.DEBTS}, name="debt-new"),
    path("debt/<int:at>", money_pages.row, {"kind": money.DEBTS}, name="debt"),
    path("debt/<int:at>/drop", money_pages.drop, {"kind": money.DEBTS}, name="debt-drop"),
    path("debt/<int:at>/closed", money_pages.close, name="debt-closed"),
    path("line", money_pages.row, {"kind": money.BUDGET}, name="line-new"),
    path("line/<int:at>", money_pages.row, {"kind": money.BUDGET}, name="line"),
    path("line/<int:at>/drop", money_pages.drop, {"kind": money.BUDGET}, name="line-drop"),
    path("loan", money_pages.row, {"kind": money.LOANS}, name="loan-new"),
    path("loan/<int:at>", money_pages.row, {"kind": money.LOANS}, name="loan"),
    path("loan/<int:at>/drop", money_pages.drop, {"kind": money.LOANS}, name="loan-drop"),
    path("rate/<int:at>", plan_pages.rate, name="rate"),
    path("plan", plan_pages.plan, name="plan"),
    path("plan/pictures", plan_pages.pictures, name="plan-pictures"),
    path("steps", step_pages.progress, name="case-steps"),
    path("payment", step_pages.pay, name="case-pay"),
    path("payment/<int:at>/drop", step_pages.unpay, name="case-unpay"),
    path("offers", talk_pages.offers, name="case-offers"),
    path("offers/<int:at>", talk_pages.offer, name="case-offer"),
    path("offers/<int:at>/undo", talk_pages.undo, name="case-offer-undo"),
    path("offers/<int:at>/said/<str:what>", talk_pages.said, name="case-said"),
    path("offers/<int:at>/<str:kind>", talk_pages.terms, name="case-terms"),
    path("letters", letter_pages.letters, name="letters"),
    path("letters/me", letter_pages.me, name="me"),
    path("letters/deadlines.ics", letter_pages.deadlines, name="deadlines"),
    path("letters/new/<str:name>", letter_pages.new, name="letter-new"),
    path("letters/<int:number>", letter_pages.letter, name="letter"),
    path("letters/<int:number>/<str:form>", letter_pages.paper, name="letter-file"),
    path("credit", credit_pages.report, name="case-credit"),
    path("credit/bring", credit_pages.bring, name="case-credit-bring"),
    path("credit/drop", credit_pages.drop, name="case-credit-drop"),
    path("credit/progress", credit_pages.progress, name="case-credit-progress"),
    path("credit/contest/<int:at>", credit_pages.contest, name="case-contest"),
    path("credit/dispute/<int:number>", credit_pages.dispute, name="case-dispute"),
    path("turn", letter_pages.turn, name="turn"),
    path("seen", views.seen, name="seen"),
    path("bring", carry_pages.bring, name="case-bring"),
    path("everything.zip", views.carry, name="carry"),
    path("delete", views.delete, name="delete"),
]

"""The addresses of the borrower's desk."""

from __future__ import annotations

from django.urls import path

from forbear.web.desks.borrower import found, letter_pages, money, money_pages, phone, plan_pages, views

urlpatterns = [
    path("borrower/", views.desk, name="borrower"),
    path("borrower/<uuid:pk>/", views.case, name="case"),
    path("borrower/<uuid:pk>/about", views.about, name="about"),
    path("borrower/<uuid:pk>/phone", phone.phone, name="phone"),
    path("borrower/<uuid:pk>/findings", found.found, name="findings"),
    path("borrower/<uuid:pk>/findings/progress", found.progress, name="progress"),
    path("borrower/<uuid:pk>/findings/en", found.report, {"lang": "en"}, name="report-en"),
    path("borrower/<uuid:pk>/findings/zh", found.report, {"lang": "zh"}, name="report-zh"),
    path("borrower/<uuid:pk>/money", money_pages.overview, name="money"),
    path("borrower/<uuid:pk>/money/basics", money_pages.basics, name="basics"),
    path("borrower/<uuid:pk>/debt", money_pages.row, {"kind": money.DEBTS}, name="debt-new"),
    path("borrower/<uuid:pk>/debt/<int:at>", money_pages.row, {"kind": money.DEBTS}, name="debt"),
    path("borrower/<uuid:pk>/debt/<int:at>/drop", money_pages.drop, {"kind": money.DEBTS}, name="debt-drop"),
    path("borrower/<uuid:pk>/debt/<int:at>/closed", money_pages.close, name="debt-closed"),
    path("borrower/<uuid:pk>/line", money_pages.row, {"kind": money.BUDGET}, name="line-new"),
    path("borrower/<uuid:pk>/line/<int:at>", money_pages.row, {"kind": money.BUDGET}, name="line"),
    path("borrower/<uuid:pk>/line/<int:at>/drop", money_pages.drop, {"kind": money.BUDGET}, name="line-drop"),
    path("borrower/<uuid:pk>/loan", money_pages.row, {"kind": money.LOANS}, name="loan-new"),
    path("borrower/<uuid:pk>/loan/<int:at>", money_pages.row, {"kind": money.LOANS}, name="loan"),
    path("borrower/<uuid:pk>/loan/<int:at>/drop", money_pages.drop, {"kind": money.LOANS}, name="loan-drop"),
    path("borrower/<uuid:pk>/rate/<int:at>", plan_pages.rate, name="rate"),
    path("borrower/<uuid:pk>/plan", plan_pages.plan, name="plan"),
    path("borrower/<uuid:pk>/plan/pictures", plan_pages.pictures, name="plan-pictures"),
    path("borrower/<uuid:pk>/letters", letter_pages.letters, name="letters"),
    path("borrower/<uuid:pk>/letters/me", letter_pages.me, name="me"),
    path("borrower/<uuid:pk>/letters/deadlines.ics", letter_pages.deadlines, name="deadlines"),
    path("borrower/<uuid:pk>/letters/new/<str:name>", letter_pages.new, name="letter-new"),
    path("borrower/<uuid:pk>/letters/<int:number>", letter_pages.letter, name="letter"),
    path("borrower/<uuid:pk>/letters/<int:number>/<str:form>", letter_pages.paper, name="letter-file"),
    path("borrower/<uuid:pk>/turn", letter_pages.turn, name="turn"),
    path("borrower/<uuid:pk>/seen", views.seen, name="seen"),
    path("borrower/<uuid:pk>/everything.zip", views.carry, name="carry"),
    path("borrower/<uuid:pk>/delete", views.delete, name="delete"),
]

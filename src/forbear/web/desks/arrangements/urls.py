"""The addresses of arrangements, letters and figures."""

from __future__ import annotations

from django.urls import path

from forbear.web.desks.arrangements import figure_pages, letter_pages, payment_pages, views

urlpatterns = [
    path("deals/", views.overview, name="deals"),
    path("deals/of/<uuid:pk>", views.account, name="deal-account"),
    path("deals/of/<uuid:pk>/offer", views.offer, name="deal-offer"),
    path("deals/of/<uuid:pk>/promise", views.promise, name="deal-promise"),
    path("deals/of/<uuid:pk>/budget", payment_pages.budget, name="deal-budget"),
    path("deals/of/<uuid:pk>/pay", payment_pages.pay, name="deal-pay"),
    path("deals/of/<uuid:pk>/pay/<int:seq>/undo", payment_pages.undo, name="deal-undo"),
    path("deals/<uuid:pk>", views.deal, name="deal"),
    path("deals/<uuid:pk>/answer", views.answer, name="deal-answer"),
    path("deals/<uuid:pk>/aside", views.aside, name="deal-aside"),
    path("deals/<uuid:pk>/terms/<str:event>", views.terms, name="deal-terms"),
    path("deals/letters", letter_pages.papers, name="papers"),
    path("deals/letters/print", letter_pages.print_many, name="papers-print"),
    path("deals/letters/<uuid:pk>", letter_pages.paper, name="paper"),
    path("deals/letters/<uuid:pk>/print", letter_pages.print_paper, name="paper-print"),
    path("deals/letters/<uuid:pk>/withdraw", letter_pages.withdraw, name="paper-withdraw"),
    path("deals/letters/<uuid:pk>/file/<str:form>", letter_pages.file, name="paper-file"),
    path("deals/of/<uuid:pk>/letters/<str:name>", letter_pages.new, name="paper-new"),
    path("deals/letterhead", letter_pages.letterhead, name="letterhead"),
    path("team/", figure_pages.figures_page, name="figures"),
    path("team/rows", figure_pages.rows, name="figure-rows"),
]

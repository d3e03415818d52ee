"""The addresses of the collector's desk."""

from __future__ import annotations

from django.urls import path

from forbear.web.desks.collector import account_pages, approve_pages, bring_pages, permit_pages, record_pages, views

urlpatterns = [
    path("collector/", views.desk, name="collector"),
    path("collector/find", views.find, name="account-find"),
    path("collector/assign", views.assign, name="account-assign"),
    path("collector/waiting", approve_pages.waiting_list, name="waiting"),
    path("collector/worklist.csv", views.export, name="worklist-csv"),
    path("collector/portfolios", bring_pages.portfolios, name="portfolios"),
    path("collector/portfolios/new", bring_pages.bring, name="portfolio-new"),
    path("collector/portfolios/<uuid:pk>", bring_pages.portfolio, name="portfolio"),
    path("collector/portfolios/<uuid:pk>/progress", bring_pages.progress, name="portfolio-progress"),
    path("collector/portfolios/<uuid:pk>/rejected.csv", bring_pages.rejected, name="portfolio-rejected"),
    path("collector/<uuid:pk>/", account_pages.account, name="account-page"),
    path("collector/<uuid:pk>/looks", account_pages.looks, name="account-looks"),
    path("collector/<uuid:pk>/ask", permit_pages.ask, name="account-ask"),
    path("collector/<uuid:pk>/write", permit_pages.write, name="account-write"),
    path("collector/<uuid:pk>/answer/<int:seq>", permit_pages.answer, name="answer"),
    path("collector/<uuid:pk>/answer/<int:seq>/waits", approve_pages.waits, name="answer-waits"),
    path("collector/<uuid:pk>/answer/<int:seq>/approve", approve_pages.approve, name="answer-approve"),
    path("collector/<uuid:pk>/answer/<int:seq>/decline", approve_pages.decline, name="answer-decline"),
    path("collector/<uuid:pk>/answer/<int:seq>/withdraw", approve_pages.withdraw, name="answer-withdraw"),
    path("collector/<uuid:pk>/permit/<str:permit>/left", permit_pages.time_left, name="permit-left"),
    path("collector/<uuid:pk>/permit/<str:permit>/use", permit_pages.use, name="permit-use"),
    path("collector/<uuid:pk>/permit/<str:permit>/tell", permit_pages.tell, name="permit-tell"),
    path("collector/<uuid:pk>/permit/<str:permit>/release", permit_pages.release, name="permit-release"),
    path("collector/<uuid:pk>/enter/<str:kind>", record_pages.enter, name="account-enter"),
    path("collector/<uuid:pk>/agreed", record_pages.agreed, name="account-agreed"),
    path("collector/<uuid:pk>/reach", record_pages.reach, name="account-reach"),
    path("collector/<uuid:pk>/lives", record_pages.lives, name="account-lives"),
]

"""Every page, tried as everybody, on what is one's own organisation's, another's and nobody's, compared with a table.

A desk adds a row for GET and one for POST of each of its addresses. A cell is a status, or three where an address
names an object: that of one's own (organisation), that of another, one that is not there. ``OBJECTS`` says which.
"""

from copy import deepcopy
from secrets import token_hex

import pytest
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.urls import get_resolver, reverse

from forbear.web.config.pages import PROGRAMS
from forbear.web.desks.borrower import documents
from forbear.web.desks.borrower.cases import begin
from forbear.web.desks.collector.models import Account, Portfolio
from forbear.web.people import may
from forbear.web.people.links import new_link
from forbear.web.people.models import Link, Membership
from forbear.web.people.roles import ROLES

COLUMNS = ("anonymous", *ROLES, "house admin")
TABLE = """
GET  front                       200         200         200         200         200         200         200         200
POST front                       405         405         405         405         405         405         405         405
GET  language                    405         405         405         405         405         405         405         405
POST language                    302         302         302         302         302         302         302         302
GET  theme                       405         405         405         405         405         405         405         405
POST theme                       302         302         302         302         302         302         302         302
GET  account_login               200         302         302         302         302         302         302         302
POST account_login               200         302         302         302         302         302         302         302
GET  mfa_authenticate            302         302         302         302         302         302         302         302
POST mfa_authenticate            302         302         302         302         302         302         302         302
GET  account_logout              302         200         200         200         200         200         200         200
POST account_logout              302         302         302         302         302         302         302         302
GET  account_reauthenticate      302         200         200         200         200         200         200         200
POST account_reauthenticate      302         200         200         200         200         200         200         200
GET  mfa_reauthenticate          302         302         302         302         302         302         302         302
POST mfa_reauthenticate          302         302         302         302         302         302         302         302
GET  invited                     404         404         404         404         404         404         404         404
POST invited                     404         404         404         404         404         404         404         404
GET  setup                       404         404         404         404         404         404         404         404
POST setup                       404         404         404         404         404         404         404         404
GET  open                        404         404         404         404         404         404         404         404
POST open                        404         404         404         404         404         404         404         404
GET  new-password                404         404         404         404         404         404         404         404
POST new-password                404         404         404         404         404         404         404         404
GET  demo                        405         405         405         405         405         405         405         405
POST demo                        404         404         404         404         404         404         404         404
GET  account                     302         200         200         200         200         200         200         200
POST account                     302         405         405         405         405         405         405         405
GET  leave                       302         200         200         200         200         200         200         200
POST leave                       302         200         200         200         200         200         409         200
GET  end-others                  302         405         405         405         405         405         405         405
POST end-others                  302         302         302         302         302         302         302         302
GET  end-session                 302/302/302 405/405/405 405/405/405 405/405/405 405/405/405 405/405/405 405/405/405 405/405/405
POST end-session                 302/302/302 302/404/404 302/404/404 302/404/404 302/404/404 302/404/404 302/404/404 302/404/404
GET  account_change_password     302         200         200         200         200         200         200         200
POST account_change_password     302         200         200         200         200         200         200         200
GET  account_set_password        302         302         302         302         302         302         302         302
POST account_set_password        302         302         302         302         302         302         302         302
GET  mfa_index                   302         200         200         200         200         200         200         200
POST mfa_index                   302         405         405         405         405         405         405         405
GET  mfa_activate_totp           302         302         302         302         302         302         302         302
POST mfa_activate_totp           302         302         302         302         302         302         302         302
GET  mfa_deactivate_totp         302         404         404         404         404         404         404         404
POST mfa_deactivate_totp         302         404         404         404         404         404         404         404
GET  mfa_view_recovery_codes     302         404         404         404         404         404         404         404
POST mfa_view_recovery_codes     302         405         405         405         405         405         405         405
GET  mfa_generate_recovery_codes 302         302         302         302         302         302         302         302
POST mfa_generate_recovery_codes 302         302         302         302         302         302         302         302
GET  mfa_download_recovery_codes 302         404         404         404         404         404         404         404
POST mfa_download_recovery_codes 302         404         404         404         404         404         404         404
GET  members                     302         403         403         403         200         403         200         200
POST members                     302         403         403         403         405         403         405         405
GET  end-membership              302/302/302 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403 405/405/405 405/405/405
POST end-membership              302/302/302 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403 302/404/404 404/404/404
GET  password-link               302/302/302 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403 405/405/405 405/405/405
POST password-link               302/302/302 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403 200/404/404 404/404/404
GET  invite                      302/302/302 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403 200/404/404 404/404/404
POST invite                      302/302/302 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403 200/404/404 404/404/404
GET  withdraw                    302/302/302 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403 405/405/405 405/405/405
POST withdraw                    302/302/302 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403 302/404/404 404/404/404
GET  invite-organisation         302         403         403         403         403         403         403         405
POST invite-organisation         302         403         403         403         403         403         403         200
GET  borrower                    302         200         200         403         403         403         403         403
POST borrower                    302         200         200         403         403         403         403         403
GET  case                        302/302/302 200/404/404 200/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
POST case                        302/302/302 405/405/405 405/405/405 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
GET  about                       302/302/302 200/404/404 200/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
POST about                       302/302/302 200/404/404 200/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
GET  phone                       302/302/302 200/404/404 200/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
POST phone                       302/302/302 422/404/404 422/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
GET  findings                    302/302/302 200/404/404 200/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
POST findings                    302/302/302 405/405/405 405/405/405 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
GET  progress                    302/302/302 286/404/404 286/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
POST progress                    302/302/302 405/405/405 405/405/405 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
GET  report-en                   302/302/302 200/404/404 200/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
POST report-en                   302/302/302 405/405/405 405/405/405 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
GET  report-zh                   302/302/302 404/404/404 404/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
POST report-zh                   302/302/302 405/405/405 405/405/405 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
GET  seen                        302/302/302 200/404/404 200/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
POST seen                        302/302/302 405/405/405 405/405/405 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
GET  carry                       302/302/302 200/404/404 200/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
POST carry                       302/302/302 405/405/405 405/405/405 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
GET  delete                      302/302/302 200/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
POST delete                      302/302/302 302/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
GET  money                       302/302/302 200/404/404 200/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
POST money                       302/302/302 405/405/405 405/405/405 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
GET  basics                      302/302/302 200/404/404 200/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
POST basics                      302/302/302 200/404/404 200/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
GET  debt-new                    302/302/302 302/404/404 302/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
POST debt-new                    302/302/302 302/404/404 302/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
GET  debt                        302/302/302 302/404/404 302/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
POST debt                        302/302/302 302/404/404 302/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
GET  debt-drop                   302/302/302 405/405/405 405/405/405 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
POST debt-drop                   302/302/302 422/404/404 422/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
GET  debt-closed                 302/302/302 405/405/405 405/405/405 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
POST debt-closed                 302/302/302 422/404/404 422/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
GET  line-new                    302/302/302 302/404/404 302/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
POST line-new                    302/302/302 302/404/404 302/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
GET  line                        302/302/302 302/404/404 302/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
POST line                        302/302/302 302/404/404 302/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
GET  line-drop                   302/302/302 405/405/405 405/405/405 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
POST line-drop                   302/302/302 422/404/404 422/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
GET  loan-new                    302/302/302 302/404/404 302/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
POST loan-new                    302/302/302 302/404/404 302/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
GET  loan                        302/302/302 302/404/404 302/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
POST loan                        302/302/302 302/404/404 302/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
GET  loan-drop                   302/302/302 405/405/405 405/405/405 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
POST loan-drop                   302/302/302 422/404/404 422/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
GET  rate                        302/302/302 404/404/404 404/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
POST rate                        302/302/302 405/405/405 405/405/405 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
GET  plan                        302/302/302 200/404/404 200/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
POST plan                        302/302/302 405/405/405 405/405/405 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
GET  plan-pictures               302/302/302 404/404/404 404/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
POST plan-pictures               302/302/302 405/405/405 405/405/405 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
GET  letters                     302/302/302 200/404/404 200/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
POST letters                     302/302/302 405/405/405 405/405/405 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
GET  me                          302/302/302 200/404/404 200/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
POST me                          302/302/302 200/404/404 200/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
GET  deadlines                   302/302/302 200/404/404 200/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
POST deadlines                   302/302/302 405/405/405 405/405/405 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
GET  letter-new                  302/302/302 302/404/404 302/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
POST letter-new                  302/302/302 302/404/404 302/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
GET  letter                      302/302/302 404/404/404 404/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
POST letter                      302/302/302 405/405/405 405/405/405 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
GET  letter-file                 302/302/302 404/404/404 404/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
POST letter-file                 302/302/302 405/405/405 405/405/405 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
GET  turn                        302/302/302 200/404/404 200/404/404 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
POST turn                        302/302/302 405/405/405 405/405/405 403/403/403 403/403/403 403/403/403 403/403/403 403/403/403
GET  collector                   302         403         403         200         200         200         403         403
POST collector                   302         403         403         405         405         405         403         403
GET  account-find                302         403         403         405         405         405         403         403
POST account-find                302         403         403         200         200         200         403         403
GET  account-assign              302         403         403         403         405         403         403         403
POST account-assign              302         403         403         403         302         403         403         403
GET  worklist-csv                302         403         403         403         200         200         403         403
POST worklist-csv                302         403         403         403         405         405         403         403
GET  portfolios                  302         403         403         200         200         200         403         403
POST portfolios                  302         403         403         405         405         405         403         403
GET  portfolio-new               302         403         403         403         200         403         403         403
POST portfolio-new               302         403         403         403         422         403         403         403
GET  portfolio                   302/302/302 403/403/403 403/403/403 200/404/404 200/404/404 200/404/404 403/403/403 403/403/403
POST portfolio                   302/302/302 403/403/403 403/403/403 405/405/405 405/405/405 405/405/405 403/403/403 403/403/403
GET  portfolio-progress          302/302/302 403/403/403 403/403/403 286/404/404 286/404/404 286/404/404 403/403/403 403/403/403
POST portfolio-progress          302/302/302 403/403/403 403/403/403 405/405/405 405/405/405 405/405/405 403/403/403 403/403/403
GET  portfolio-rejected          302/302/302 403/403/403 403/403/403 200/404/404 200/404/404 200/404/404 403/403/403 403/403/403
POST portfolio-rejected          302/302/302 403/403/403 403/403/403 405/405/405 405/405/405 405/405/405 403/403/403 403/403/403
GET  account-page                302/302/302 403/403/403 403/403/403 200/404/404 200/404/404 200/404/404 403/403/403 403/403/403
POST account-page                302/302/302 403/403/403 403/403/403 405/405/405 405/405/405 405/405/405 403/403/403 403/403/403
GET  account-looks               302/302/302 403/403/403 403/403/403 200/404/404 200/404/404 200/404/404 403/403/403 403/403/403
POST account-looks               302/302/302 403/403/403 403/403/403 405/405/405 405/405/405 405/405/405 403/403/403 403/403/403
GET  account-ask                 302/302/302 403/403/403 403/403/403 405/405/405 405/405/405 403/403/403 403/403/403 403/403/403
POST account-ask                 302/302/302 403/403/403 403/403/403 404/404/404 404/404/404 403/403/403 403/403/403 403/403/403
GET  account-write               302/302/302 403/403/403 403/403/403 404/404/404 404/404/404 403/403/403 403/403/403 403/403/403
POST account-write               302/302/302 403/403/403 403/403/403 404/404/404 404/404/404 403/403/403 403/403/403 403/403/403
GET  answer                      302/302/302 403/403/403 403/403/403 404/404/404 404/404/404 404/404/404 403/403/403 403/403/403
POST answer                      302/302/302 403/403/403 403/403/403 405/405/405 405/405/405 405/405/405 403/403/403 403/403/403
GET  permit-left                 302/302/302 403/403/403 403/403/403 404/404/404 404/404/404 404/404/404 403/403/403 403/403/403
POST permit-left                 302/302/302 403/403/403 403/403/403 405/405/405 405/405/405 405/405/405 403/403/403 403/403/403
GET  permit-use                  302/302/302 403/403/403 403/403/403 405/405/405 405/405/405 403/403/403 403/403/403 403/403/403
POST permit-use                  302/302/302 403/403/403 403/403/403 404/404/404 404/404/404 403/403/403 403/403/403 403/403/403
GET  permit-tell                 302/302/302 403/403/403 403/403/403 405/405/405 405/405/405 403/403/403 403/403/403 403/403/403
POST permit-tell                 302/302/302 403/403/403 403/403/403 404/404/404 404/404/404 403/403/403 403/403/403 403/403/403
GET  permit-release              302/302/302 403/403/403 403/403/403 405/405/405 405/405/405 403/403/403 403/403/403 403/403/403
POST permit-release              302/302/302 403/403/403 403/403/403 404/404/404 404/404/404 403/403/403 403/403/403 403/403/403
GET  account-enter               302/302/302 403/403/403 403/403/403 200/404/404 200/404/404 403/403/403 403/403/403 403/403/403
POST account-enter               302/302/302 403/403/403 403/403/403 200/404/404 200/404/404 403/403/403 403/403/403 403/403/403
GET  account-agreed              302/302/302 403/403/403 403/403/403 200/404/404 200/404/404 403/403/403 403/403/403 403/403/403
POST account-agreed              302/302/302 403/403/403 403/403/403 200/404/404 200/404/404 403/403/403 403/403/403 403/403/403
GET  account-reach               302/302/302 403/403/403 403/403/403 405/405/405 405/405/405 403/403/403 403/403/403 403/403/403
POST account-reach               302/302/302 403/403/403 403/403/403 302/404/404 302/404/404 403/403/403 403/403/403 403/403/403
"""  # noqa: E501
ROWS = {" ".join(words[:2]): words[2:] for line in TABLE.strip().splitlines() if (words := line.split())}
NOBODYS = 987654
NOBODYS_CASE = "00000000-0000-4000-8000-000000987654"


def _members(world, _role):
    owners = (world.people["collector"], world.others["collector"])
    return [Membership.objects.get(user=user).pk for user in owners]


def _invitations(world, _role):
    return [new_link("invite", organisation=one, role="collector")[0].pk for one in (world.ours, world.theirs)]


def _sessions(world, role):
    owners = (world.people.get(role, world.people["borrower"]), world.others["borrower"])
    return [UserSession.objects.create(user=user, session_key=token_hex(16), ip="192.0.2.1").pk for user in owners]


def _cases(world, _role):
    """One of each organisation, and one that is not there; the first has a report in English."""
    found = [
        begin(world_of["borrower"].memberships.get(), "CN", "Asia/Shanghai")
        for world_of in (world.people, world.others)
    ]
    documents.write(found[0], documents.REPORTS["en"], "<p>report</p>")
    return [case.pk for case in found]


def _portfolios(world, _role):
    """One of each organisation."""
    return [
        Portfolio.objects.create(
            organisation=one, name="One", collector="c", currency="CNY", made_at=0, source=token_hex(8)
        ).pk
        for one in (world.ours, world.theirs)
    ]


def _accounts(world, role):
    """One of each organisation; ours is assigned to whoever asks."""
    person = {"name": "A", "language": "", "place": "CN", "zones": ["UTC"], "addresses": []}
    debts = [{"name": "L1", "creditor": "B", "currency": "CNY", "arrears": "1.00", "principal": "1", "due": "-"}]
    found = []
    for portfolio in Portfolio.objects.filter(pk__in=_portfolios(world, role)).order_by("organisation_id"):
        owner, own = portfolio.organisation, world.people.get(role) if portfolio.organisation == world.ours else None
        known = {"portfolio": portfolio, "organisation": owner, "assigned_to": own}
        account = Account(debtor=f"{owner.pk}.A", person=person, debts=debts, name_hash="", **known)
        account.save()
        found.append(account)
    return [account.pk for account in found]


PERMITS = {name: ["p-no-such"] for name in ("permit-left", "permit-use", "permit-tell", "permit-release")}
OF_ROWS = {
    "answer": [1],
    "account-enter": ["complaint"],
    **PERMITS,
    **{name: [0] for name in ("debt", "debt-drop", "debt-closed", "line", "line-drop", "loan", "loan-drop", "rate")},
    "letter-new": ["repayment-offer"],
    "letter": [1],
    "letter-file": [1, "pdf"],
}
"""Addresses that name more besides: the first row, a kind, a number."""
OBJECTS = {
    "end-membership": _members,
    "password-link": _members,
    "invite": lambda world, _role: [world.ours.pk, world.theirs.pk],
    "withdraw": _invitations,
    "end-session": _sessions,
    **dict.fromkeys(
        (
            "case",
            "about",
            "phone",
            "findings",
            "progress",
            "report-en",
            "report-zh",
            "seen",
            "carry",
            "delete",
            "money",
            "basics",
            "debt-new",
            "line-new",
            "loan-new",
            "plan",
            "plan-pictures",
            "letters",
            "me",
            "deadlines",
            "turn",
            *(name for name in OF_ROWS if name not in ("answer", "account-enter", *PERMITS)),
        ),
        _cases,
    ),
    **dict.fromkeys(("portfolio", "portfolio-progress", "portfolio-rejected"), _portfolios),
    **dict.fromkeys(
        (
            "account-page",
            "account-looks",
            "account-ask",
            "account-write",
            "account-agreed",
            "account-reach",
            "answer",
            "account-enter",
            *PERMITS,
        ),
        _accounts,
    ),
}
"""Name of an address → the keys of an object of ``ours`` (or of the person's own) and of one of ``theirs``."""
WORDS = {
    "invited": ["no-such"],
    "setup": ["no-such"],
    "open": ["no-such"],
    "new-password": ["no-such"],
    "demo": ["admin"],
}
"""Name of an address → what stands in it where that is no key of an object."""


def _nobodys(name):
    return NOBODYS_CASE if OBJECTS[name] in (_cases, _portfolios, _accounts) else NOBODYS


def statuses(client, method, name, world, role):
    """What the server says to one role at one address, everything undone after each try."""
    objects = (
        [[key] for key in (*OBJECTS[name](world, role), _nobodys(name))] if name in OBJECTS else [WORDS.get(name, [])]
    )
    found, kept = [], deepcopy(client.cookies)
    for words in objects:
        with transaction.atomic():
            found.append(client.generic(method, reverse(name, args=[*words, *OF_ROWS.get(name, [])])).status_code)
            transaction.set_rollback(True)
        client.cookies = deepcopy(kept)
    return "/".join(str(status) for status in found)


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
    found = {row: statuses(client, *row.split(), world, role) for row in ROWS}
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
    for who in (her, world.people["admin"], world.people["house admin"], world.people["borrower"]):
        request = rf.get("/")
        request.user = who
        seen[who] = {link.kind for link in may.visible(Link, request, "try")}
    assert list(seen.values()) == [{"hers", "another's"}, set(), set(makers), set()]

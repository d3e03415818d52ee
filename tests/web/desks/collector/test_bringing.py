"""A portfolio's file becomes accounts, parties in the gate and placements; sent twice it changes nothing."""

import pytest

from forbear.web.access.models import Placement
from forbear.web.desks.collector import bringing
from forbear.web.desks.collector.models import Account
from forbear.web.ledger import gates
from tests.web.desks.collector.conftest import brought

pytestmark = pytest.mark.django_db


def test_the_sample_becomes_accounts_that_the_gate_knows(portfolio, agency):
    assert (portfolio.state, portfolio.rows_read, portfolio.rows_kept, portfolio.rows_rejected) == ("ready", 49, 46, 3)
    account = Account.objects.get(debtor=f"{agency.pk}.BC-0006")
    assert (account.debts_count, len(account.debts), account.word) == (2, 2, "allow")
    case = gates.gate().case(account.debtor)
    assert set(case.parties.debts) == {debt["name"] for debt in account.debts}
    assert Placement.objects.filter(debtor=account.debtor, collector="beichen").count() == 2
    print([(a.debtor, a.word, a.channel, a.why[:100]) for a in Account.objects.all()])
    print(bringing.rejected_rows(portfolio))
    assert 0

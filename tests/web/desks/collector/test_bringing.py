"""A portfolio's file becomes accounts, parties in the gate and placements; sent twice it changes nothing."""

import pytest

from forbear.plan.files import debts_of
from forbear.web.access.models import Placement
from forbear.web.desks.collector import bringing
from forbear.web.desks.collector.models import Account, Piece, Portfolio
from forbear.web.ledger import gates
from forbear.web.ledger.models import Record
from tests.web.desks.collector.conftest import brought

pytestmark = pytest.mark.django_db
HEAD = "Customer number,Name,Phone,Account number,Creditor,Amount due,Overdue since\n"


def test_the_sample_becomes_accounts_that_the_gate_knows(portfolio, agency):
    assert (portfolio.state, portfolio.rows_read, portfolio.rows_kept, portfolio.rows_rejected) == ("ready", 49, 46, 3)
    account = Account.objects.get(debtor=f"{agency.pk}.BC-0006")
    assert (account.debts_count, len(account.debts), account.word) == (2, 2, "allow")
    case = gates.gate().case(account.debtor)
    assert set(case.parties.debts) == {debt["name"] for debt in account.debts}
    assert [event.facts["notice"] for event in case.events.values()] == ["outsourcing", "outsourcing"]
    assert Placement.objects.filter(debtor=account.debtor, collector="beichen").count() == 2


def test_debts_can_be_planned_with_as_they_are_kept(portfolio):
    account = portfolio.accounts.get(debtor__endswith="BC-0006")
    read = debts_of({"debt": account.debts}, "account")
    owed = sum(debt.principal + debt.interest + debt.fees for debt in read.all)
    assert owed == sum(debt.arrears for debt in read.all) == account.due_minor


def test_rows_that_cannot_be_taken_in_are_named_with_their_line_and_why(portfolio):
    assert bringing.rejected_rows(portfolio) == [
        (48, "BC-0041", "phone", "phone"), (49, "BC-0042", "due", "amount"), (49, "BC-0042", "name", "empty"),
        (50, "", "customer", "personal"),
    ]  # fmt: skip


def test_nothing_of_the_rows_is_left_on_their_way(portfolio):
    assert [piece.rows for piece in Piece.objects.all()] == [{}]


def test_a_file_that_is_sent_twice_changes_nothing(portfolio, agency, supervisor):
    before = (Account.objects.count(), Record.objects.count(), Placement.objects.count())
    assert brought(agency, supervisor).pk == portfolio.pk
    assert (Account.objects.count(), Record.objects.count(), Placement.objects.count()) == before


def test_a_worker_that_died_in_the_middle_leaves_nothing_twice(portfolio, agency, supervisor):
    before = (Account.objects.count(), Record.objects.count(), Placement.objects.count())
    again = brought(agency, supervisor, name="Another")
    assert again.pk != portfolio.pk and Record.objects.exclude(kind="event").count() == before[1] - _events(before)
    bringing.take_pieces(again, lambda *_: None)
    assert again.accounts.count() == before[0]


def _events(before):
    return Record.objects.filter(kind="event").count() // 2


def test_a_debtor_in_two_portfolios_has_one_log_with_both_debts(portfolio, agency, supervisor):
    row = "BC-0001,褚子墨,+861000000001,X-1,Another lender,10.00,2026-05-01\n"
    brought(agency, supervisor, HEAD + row, "Second")
    case = gates.gate().case(f"{agency.pk}.BC-0001")
    assert set(case.parties.debts) == {"L-2026-00001", "X-1"}
    assert Account.objects.filter(debtor=f"{agency.pk}.BC-0001").count() == 2


def test_two_agencies_with_the_same_customer_number_never_meet(portfolio, agency, world_of_another):
    theirs, their_supervisor = world_of_another
    row = "BC-0001,Somebody Else,+861000000777,X-1,Another lender,10.00,2026-05-01\n"
    brought(theirs, their_supervisor, HEAD + row, "Theirs")
    assert set(gates.gate().case(f"{theirs.pk}.BC-0001").parties.debts) == {"X-1"}
    assert set(gates.gate().case(f"{agency.pk}.BC-0001").parties.debts) == {"L-2026-00001"}


def test_names_and_numbers_are_nowhere_in_the_clear(portfolio):
    account = portfolio.accounts.get(debtor__endswith="BC-0008")
    number = account.person["addresses"][0]["value"]
    told = "".join(Record.objects.values_list("body", flat=True))
    kept = "".join(map(repr, Portfolio.objects.values())) + "".join(map(repr, Account.objects.values()))
    for text in (account.person["name"], number, account.person["people"][0]["name"]):
        assert text not in told + kept

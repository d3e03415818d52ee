"""SQLite: the askers of a process take turns, and one commit serves all that were ready by then."""

import threading

import pytest
from django.db import OperationalError

from forbear.calendar import HOUR
from forbear.chain import faults
from forbear.web.ledger import transactions, writing
from forbear.web.ledger.store import StoreBusyError
from forbear.web.ledger.turn import Turn
from tests.support.databases import ledgers

PATIENCE = 20


@pytest.fixture
def opens(django_db_blocker):
    with django_db_blocker.unblock(), ledgers("sqlite") as opens:
        yield opens


@pytest.fixture
def store(opens):
    return opens()


def put(store, name, error=None, inside=None):
    with store.opened(["A"]) as logs:
        logs["A"].append(HOUR, "event", {"name": name}, [name])
        if inside:
            inside.set()
        if error:
            raise error


def names(store):
    return sorted(record.body["name"] for record in store.read("A"))


class Work(threading.Thread):
    """A transaction in a thread of its own, and the error that it ended with."""

    def __init__(self, store, name, error=None):
        super().__init__(daemon=True)
        self.todo, self.error, self.inside = (store, name, error), None, threading.Event()
        self.start()

    def run(self):
        try:
            put(*self.todo, self.inside)
        except (ValueError, StoreBusyError) as error:
            self.error = error

    def end(self):
        self.join(PATIENCE)
        assert not self.is_alive()
        return self.error


def ready_together(store, *works):
    """Works that did what they do, one after another, before any of it was committed; what each ended with."""
    threads = []
    with store._transactions._commit:
        for work in works:
            threads.append(Work(store, *([work] if isinstance(work, str) else work)))
            assert threads[-1].inside.wait(PATIENCE)
            with store._transactions._turn:
                assert names(store) == [], "somebody sees what is not on the disk"
    return [thread.end() for thread in threads]


def test_one_commit_serves_all_that_were_ready(opens, monkeypatch):
    store, commits, run = opens(), [], transactions.run
    monkeypatch.setattr(transactions, "run", lambda held, sql: (commits.append(sql), run(held, sql)))
    assert ready_together(store, "a", "b", "c", "d") == [None] * 4
    assert commits.count("COMMIT") == 1
    assert names(store) == names(opens()) == ["a", "b", "c", "d"]
    assert not list(faults(store.read("A")))


def test_whoever_commits_lets_others_go_before(opens, monkeypatch):
    store, done, run = opens(), [], transactions.run
    monkeypatch.setattr(Turn, "let_go_before", lambda *_: done.append("let go"))
    monkeypatch.setattr(transactions, "run", lambda held, sql: (done.append(sql), run(held, sql)))
    put(store, "a")
    assert done[-2:] == ["let go", "COMMIT"]


def test_others_have_gone_when_nobody_is_there_or_waits():
    turn, gone = Turn(), threading.Event()
    with turn:
        waiting = threading.Thread(
            target=lambda: (turn.let_go_before(PATIENCE, lambda: False), gone.set()), daemon=True
        )
        waiting.start()
        assert not gone.wait(0.2)
    assert gone.wait(PATIENCE)


def test_a_transaction_takes_as_few_statements_for_a_thousand_debtors_as_for_one(store):
    """Each lets go of Python, and where another thread judges has to wait for it, with the only lock in its hands."""
    put(store, "a")
    statements, many = [], [f"D{number}" for number in range(writing.AT_ONCE)]
    store._transactions._connection.connection.set_trace_callback(statements.append)
    for _ in range(2):
        statements.clear()
        with store.opened(many) as logs:
            for name in many:
                logs[name].append(HOUR, "event", {"name": name}, [f"{name}/{logs[name].head.seq}"])
    assert [one.split(maxsplit=1)[0] for one in statements] == [
        *("BEGIN", "SAVEPOINT", "SELECT", "INSERT", "INSERT", "UPDATE", "RELEASE", "COMMIT")
    ]


@pytest.mark.parametrize(("seconds", "enough"), [(PATIENCE, True), (0, False)])
def test_nobody_is_let_go_before_where_it_is_enough_or_takes_too_long(seconds, enough):
    turn = Turn()
    with turn:
        waiting = threading.Thread(target=turn.let_go_before, args=(seconds, lambda: enough), daemon=True)
        waiting.start()
        waiting.join(PATIENCE / 2)
        assert not waiting.is_alive()


def test_one_that_ends_badly_takes_nothing_of_the_others_with_it(store):
    ended = ready_together(store, "a", ("b", ValueError("mine")), "c")
    assert [type(error) for error in ended] == [type(None), ValueError, type(None)]
    assert names(store) == ["a", "c"]
    assert not list(faults(store.read("A")))


def test_where_the_commit_fails_nobody_is_told_that_it_was_kept(store, monkeypatch):
    run = transactions.run

    def fails(held, sql):
        if sql == "COMMIT":
            raise OperationalError("disk I/O error")
        run(held, sql)

    with monkeypatch.context() as broken:
        broken.setattr(transactions, "run", fails)
        ended = ready_together(store, "a", "b")
    assert all(isinstance(error, StoreBusyError) and "disk I/O error" in str(error) for error in ended)
    put(store, "c")
    assert names(store) == ["c"] and [record.seq for record in store.read("A")] == [1]


def test_where_the_database_undoes_everything_nobody_is_told_that_it_was_kept(store, monkeypatch):
    # As it may do where the disk is full: the savepoint is gone with the rest.
    run = transactions.run

    def undoes(held, sql):
        if sql == "ROLLBACK TO own":
            run(held, "ROLLBACK")
        run(held, sql)

    monkeypatch.setattr(transactions, "run", undoes)
    ended = ready_together(store, "a", ("b", OperationalError("database or disk is full")))
    assert all(isinstance(error, StoreBusyError) for error in ended)
    assert names(store) == []
    put(store, "c")
    assert names(store) == ["c"]


def test_a_transaction_inside_another_one_is_refused_at_once(store):
    with pytest.raises(RuntimeError, match="never part of another"), store.opened(["A"]):
        put(store, "a")
    put(store, "b")
    assert names(store) == ["b"]

"""What the ledger promises besides what every store does: heads, locks, and rows that nobody changes."""

import os
import threading
import time
from pathlib import Path

import psycopg
import pytest
from django.db import DatabaseError, DataError, OperationalError, ProgrammingError, connections, transaction

from forbear.chain import faults, head_of
from forbear.gate.chain import tied
from forbear.gate.store import KeyTakenError
from forbear.web.ledger.models import bodies_of
from forbear.web.ledger.store import StoreFaultError
from forbear.web.ledger.transactions import heads_of, make_rows, run
from forbear.web.sealed.ring import SealError, new_key
from tests.support import postgres
from tests.support.databases import KINDS, store_in
from tests.support.gates import NOON, call, gate_of

SAID = {"content": {"initial_disclosure": True}}
PATIENCE = 10
"""So many seconds the server has to notice that somebody has gone."""
TABLES = ("ledger_record", "ledger_givenname", "ledger_rulebooktext")


@pytest.fixture(params=KINDS)
def store(request, django_db_blocker):
    with django_db_blocker.unblock(), store_in(request.param) as store:
        yield store


def sql(store, text, *values):
    with connections[store.using].cursor() as cursor:
        cursor.execute(text, values)
        return cursor.rowcount


def put(store, keys, meanwhile=None):
    """Append a record with a key for each debtor, in one transaction."""
    with store.opened(keys) as logs:
        for name, key in keys.items():
            logs[name].append(NOON, "event", {}, [key])
        if meanwhile:
            meanwhile(next(iter(logs.values()))._held.connection)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("change", ["UPDATE {} SET {}", "DELETE FROM {}"])
def test_the_database_refuses_to_change_or_remove_what_is_on_record(store, table, change):
    gate_of(store).ask(call("1", **SAID), NOON)
    column = "sha256 = sha256" if table != "ledger_record" else "body = '{}'"
    with pytest.raises(DatabaseError, match="append-only"):
        sql(store, change.format(table, column))


def test_a_head_that_was_moved_by_another_hand_stops_the_transaction(store):
    gate_of(store)
    with pytest.raises(StoreFaultError, match="undone"):
        put(store, {"P1": "k"}, lambda held: run(held, "UPDATE ledger_debtor SET seq = 7"))
    assert len(store.read("P1")) == 1


def test_a_record_that_is_there_already_stops_the_transaction(store):
    gate_of(store)
    sql(store, "INSERT INTO ledger_record VALUES ('P1', 2, 0, 'event', '{}', '')")
    with pytest.raises(StoreFaultError, match="undone"):
        put(store, {"P1": "k"})


def test_a_debtor_whose_first_transaction_fails_has_no_log(store):
    with pytest.raises(ZeroDivisionError):
        put(store, {"P9": "k"}, lambda _: 1 // 0)
    assert list(store.debtors()) == []


def test_a_key_that_is_taken_is_named_and_nothing_of_the_transaction_is_kept(store):
    put(store, {"A": "once"})
    with pytest.raises(KeyTakenError, match="once"):
        put(store, {"A": "other", "B": "once"})
    assert store.find("other") is None and store.find("once") == ("A", 1)
    assert list(store.debtors()) == ["A"]


def bodies(store):
    with connections[store.using].cursor() as cursor:
        cursor.execute("SELECT body FROM ledger_record ORDER BY debtor, seq")
        return [body for (body,) in cursor.fetchall()]


def test_what_records_say_stands_sealed_in_the_database_and_whole_in_the_chain(store):
    gate_of(store).ask(call("1", **SAID), NOON)
    assert not any(mark in body for body in bodies(store) for mark in ("{", '"', "debtor"))
    bodies_of.cache_clear()
    assert not list(faults(store.read("P1"))) and store.read("P1")[0].body["parties"]["debtor"]["id"] == "P1"


def test_records_of_before_are_read_as_they_stand(store):
    put(store, {"A": "k"})
    old = tied(head_of(store.read("A")[-1]), "A", NOON, "event", {"said": "before"}, ())
    sql(store, "INSERT INTO ledger_record VALUES ('A', 2, %s, 'event', %s, %s)", NOON, '{"said": "before"}', old.hash)
    assert store.read("A")[-1].body == {"said": "before"} and not list(faults(store.read("A")))


def test_the_key_of_a_transaction_that_was_undone_is_written_with_the_next(store):
    with pytest.raises(StoreFaultError):
        put(store, {"A": "k"}, lambda held: run(held, "UPDATE ledger_debtor SET seq = 7"))
    put(store, {"A": "k"})
    bodies_of.cache_clear()
    assert [record.body for record in store.read("A")] == [{}]


def test_under_a_new_key_of_the_ring_records_get_a_new_key_and_older_ones_still_open(store, monkeypatch):
    put(store, {"A": "k"})
    monkeypatch.setenv("FORBEAR_SEAL_KEYS", f"{new_key()},{os.environ['FORBEAR_SEAL_KEYS']}")
    put(store, {"A": "l"})
    first, second = (body.partition(":")[0] for body in bodies(store))
    assert first != second and len(store.read("A")) == 2
    monkeypatch.setenv("FORBEAR_SEAL_KEYS", new_key())
    bodies_of.cache_clear()
    with pytest.raises(SealError, match="cannot be opened"):
        store.read("A")


def test_a_changed_body_gives_a_sentence(store):
    put(store, {"A": "k"})
    (body,) = bodies(store)
    sql(store, "INSERT INTO ledger_record VALUES ('A', 2, 0, 'event', %s, '')", body[:-8] + "AAAAAAA=")
    sql(store, "INSERT INTO ledger_record VALUES ('B', 1, 0, 'event', %s, '')", "0" + body)
    sql(store, "INSERT INTO ledger_record VALUES ('C', 1, 0, 'event', %s, '')", body[:-5])
    for name, words in {"A": "was changed", "B": "is not in ledger_ledgerkey", "C": "was changed"}.items():
        with pytest.raises(SealError, match=words):
            store.read(name)


def test_a_process_that_knows_a_debtor_reads_none_of_her_records(store, monkeypatch):
    gate = gate_of(store)
    gate.ask(call("1", **SAID), NOON)
    monkeypatch.setattr("forbear.web.ledger.store.records_of", lambda *_: pytest.fail("records were read"))
    assert gate.ask(call("2", **SAID), NOON).seq == 3


def test_many_threads_that_open_the_same_debtors_in_any_order_leave_whole_chains(store):
    def work(turn):
        try:
            for at in range(5):
                with store.opened(["A", "B", "C"][:: 1 if turn % 2 else -1]) as logs:
                    for name, log in logs.items():
                        log.append(NOON + at, "event", {"turn": turn, "at": at}, [f"{name}-{turn}-{at}"])
        finally:
            connections[store.using].close()

    threads = [threading.Thread(target=work, args=(turn,)) for turn in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name in "ABC":
        assert len(store.read(name)) == 40 and not list(faults(store.read(name)))


def test_the_ledger_on_sqlite_waits_for_the_disk_before_an_answer_is_given(django_db_blocker):
    with django_db_blocker.unblock(), store_in("sqlite") as store, connections[store.using].cursor() as cursor:
        assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)
        assert Path(connections[store.using].settings_dict["NAME"]).exists()


@pytest.mark.parametrize("between_requests", [True, False])
@pytest.mark.parametrize("contacts", [1, 2])
def test_connections_that_the_server_of_the_database_has_closed_are_made_anew(
    django_db_blocker, between_requests, contacts
):
    with django_db_blocker.unblock(), store_in("postgresql") as store:
        gate = gate_of(store)
        if between_requests:
            connections[store.using].close()
        with psycopg.connect(postgres.server(), autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                          " AND backend_type = 'client backend'")  # fmt: skip
        answers = gate.ask_many([call(str(number), **SAID) for number in range(contacts)], NOON)
        assert answers[0].word == "allow"


def test_a_transaction_of_the_ledger_is_never_part_of_another_one(store):
    with pytest.raises(RuntimeError, match="never part of another"), store.opened(["A"]):
        put(store, {"B": "inner"})
    with pytest.raises(RuntimeError, match="never part of another"), transaction.atomic(store.using):
        put(store, {"B": "outer"})
    assert list(store.debtors()) == []
    put(store, {"B": "after"})


def test_a_statement_on_postgresql_is_part_of_what_django_has_begun(django_db_blocker):
    with django_db_blocker.unblock(), store_in("postgresql") as store:
        with transaction.atomic(store.using):
            make_rows(connections[store.using], ["A"])
            transaction.set_rollback(True, store.using)
        assert heads_of(connections[store.using], ["A"]) == {}


def test_a_name_that_postgresql_cannot_hold_is_refused_and_not_cut_short(django_db_blocker):
    with django_db_blocker.unblock(), store_in("postgresql") as store:
        with pytest.raises(DataError, match="NUL"), store.opened(["A\0B"]):
            pass
        assert store.find("A\0B") is None


def test_what_postgresql_refuses_is_told_by_its_kind_and_words(django_db_blocker):
    with django_db_blocker.unblock(), store_in("postgresql") as store:
        own = connections[store.using]
        for kind, words, text in (
            (ProgrammingError, 'relation "nowhere" does not exist', "SELECT 1 FROM nowhere"),
            (DataError, "division by zero", "SELECT 1 / 0"),
            (
                DatabaseError,
                "in words of our own",
                "DO $$ BEGIN RAISE 'in words of our own' USING ERRCODE = 'ZZ999'; END $$",
            ),
        ):
            with pytest.raises(kind, match=words):
                run(own, text)
        assert own.is_usable()


def test_a_connection_that_the_server_has_closed_is_known_by_looking_at_it(django_db_blocker):
    with django_db_blocker.unblock(), store_in("postgresql") as store:
        store.find("nobody")
        own = connections[store.using]
        assert own.is_usable()
        with psycopg.connect(postgres.server(), autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 10000)", [own.connection.info.backend_pid])
        assert not own.is_usable()
        with pytest.raises(OperationalError):
            run(own, "SELECT 1")
        assert not own.is_usable()


def test_a_thread_that_ends_leaves_no_connection_to_the_server_open(django_db_blocker):
    with django_db_blocker.unblock(), store_in("postgresql") as store:
        thread = threading.Thread(target=lambda: put(store, {"A": "k"}))
        thread.start()
        thread.join()
        count = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
        with psycopg.connect(postgres.server(), autocommit=True) as other:
            name = connections[store.using].settings_dict["NAME"]
            until = time.monotonic() + PATIENCE
            while other.execute(count, [name]).fetchone() != (0,) and time.monotonic() < until:
                time.sleep(0.01)
            assert other.execute(count, [name]).fetchone() == (0,)

"""What every store of records promises: locks, all or nothing, keys given once, one chain for each debtor."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest

from forbear.chain import START, faults, head_of
from forbear.errors import RecordError
from forbear.gate.store import KeyTakenError, Store

PATIENCE = 20
"""After so many seconds a thread that still waits is taken to wait for ever."""
A_WHILE = 0.2
"""So long a thread that must wait is watched, in seconds."""


class Died(BaseException):
    """The end of an asker in the middle of its work."""


def put(store: Store, debtor: str, *names: str, keys: tuple[str, ...] = ()) -> None:
    """Append an event for each name, in one transaction; the keys go to the first."""
    with store.opened([debtor]) as logs:
        for place, name in enumerate(names):
            logs[debtor].append(len(names), "event", {"name": name}, () if place else keys)


def append(store: Store, *rows: tuple[str, Any, Sequence[str]], then: BaseException | None = None) -> None:
    """Append rows (debtor, body, keys) in one transaction, which may end badly."""
    with store.opened([debtor for debtor, _, _ in rows]) as logs:
        for debtor, body, keys in rows:
            logs[debtor].append(1, "event", body, keys)
        if then is not None:
            raise then


def names(store: Store, debtor: str) -> list[str]:
    """The events of a debtor that can be read now."""
    return [record.body["name"] for record in store.read(debtor)]


@contextmanager
def together(*works: Callable[[], Any]) -> Iterator[list[threading.Thread]]:
    """Works at the same time; at the end all must have ended, and none badly."""
    faults_: list[BaseException] = []

    def guarded(work: Callable[[], Any]) -> None:
        try:
            work()
        except BaseException as fault:
            faults_.append(fault)
            raise

    threads = [threading.Thread(target=guarded, args=[work], daemon=True) for work in works]
    for thread in threads:
        thread.start()
    yield threads
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads), "they wait for one another"
    assert faults_ == []


def test_who_is_not_known_has_an_empty_log(store):
    assert list(store.read("D1")) == []
    assert list(store.debtors()) == []
    with store.opened(["D1"]) as logs:
        assert logs["D1"].head == START
        assert list(logs["D1"].records()) == []
    assert list(store.debtors()) == [], "to look at somebody makes no log"


def test_records_follow_on_one_another_from_one_on(store):
    with store.opened(["D1"]) as logs:
        first = logs["D1"].append(10, "event", {"name": "a"})
        second = logs["D1"].append(20, "permit", {"name": "b"})
        assert logs["D1"].head == head_of(second)
        assert list(logs["D1"].records()) == [first, second]
        assert list(logs["D1"].records(1)) == [second]
    assert [(record.seq, record.at, record.kind) for record in store.read("D1")] == [
        (1, 10, "event"),
        (2, 20, "permit"),
    ]
    assert list(faults(store.read("D1"))) == []


def test_a_log_goes_on_where_the_last_transaction_left_it(opens):
    put(opens(), "D1", "a", "b")
    store = opens()
    with store.opened(["D1"]) as logs:
        assert logs["D1"].head == head_of(store.read("D1")[-1])
        assert [record.body["name"] for record in logs["D1"].records(1)] == ["b"]
        third = logs["D1"].append(5, "event", {"name": "c"})
        assert [record.body["name"] for record in logs["D1"].records(1)] == ["b", "c"]
    assert third.seq == 3
    assert names(opens(), "D1") == ["a", "b", "c"]
    assert list(faults(opens().read("D1"))) == []


def test_a_record_is_never_dated_before_the_last(store):
    with store.opened(["D1"]) as logs:
        logs["D1"].append(20, "event", {})
        assert logs["D1"].append(10, "event", {}).at == 20
    with store.opened(["D1"]) as logs:
        assert logs["D1"].append(10, "event", {}).at == 20


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"z": 1, "a": [True, False, None, [], {}, ""], "deep": {"er": {"est": [{"x": -1}]}}},
        {"text": "张三 ' \" \\ \n \r\n \t é é 😀 \u2028 \x1f \x7f", "键": "值"},
        {"most": 2**53 - 1, "least": -(2**53) + 1, "instant": 1_780_502_400_123_456},
        {"long": "x" * 100_000},
    ],
)
def test_a_record_reads_as_it_was_written(opens, body):
    with opens().opened(["D1"]) as logs:
        written = logs["D1"].append(1, "event", body, ["k"])
    assert list(opens().read("D1")) == [written]
    assert opens().read("D1")[0].body == body
    with opens().opened(["D1"]) as logs:
        assert list(logs["D1"].records()) == [written]
    assert list(faults(opens().read("D1"))) == []


@pytest.mark.parametrize(
    "name",
    ["a\tb", "a\nb", "a\rb", "a\\b", "\\N", "\\.", "a\\tb", "'; --", "%s", "王\t\U0001f600", " a ", ""],
    ids=repr,
)
def test_a_debtor_may_have_any_name_that_is_a_text(opens, name):
    append(opens(), (name, {"name": name}, [f"key {name}"]), ("other", {"name": "x"}, []))
    append(opens(), (name, {"name": name}, []))
    assert [(one.debtor, one.body["name"]) for one in opens().read(name)] == [(name, name)] * 2
    assert list(faults(opens().read(name))) == []
    assert opens().find(f"key {name}") == (name, 1)
    assert list(opens().debtors()) == sorted([name, "other"])


def test_what_is_done_to_a_body_afterwards_changes_no_record(store):
    body = {"list": [1]}
    with store.opened(["D1"]) as logs:
        logs["D1"].append(1, "event", body)
        body["list"].append(2)
        assert logs["D1"].records()[0].body == {"list": [1]}
    body["list"].append(3)
    assert store.read("D1")[0].body == {"list": [1]}


@pytest.mark.parametrize("body", [{"a": 1.5}, {"a": 2**53}, {"a": "\ud800"}, {"a": {"b": "nul \0"}}, {"a": object()}])
def test_what_cannot_be_kept_exactly_is_refused_and_leaves_nothing(store, body):
    with pytest.raises(RecordError):
        append(store, ("D1", {}, ()), ("D1", body, ()))
    assert list(store.read("D1")) == []


def test_nothing_is_seen_by_others_before_the_transaction_has_ended(store):
    seen: list[Any] = []

    def look() -> None:
        seen.append((list(store.read("D1")), list(store.debtors()), store.find("k")))

    with store.opened(["D1"]) as logs:
        logs["D1"].append(1, "event", {"name": "a"}, ["k"])
        with together(look):
            pass
    look()
    assert seen[0] == ([], [], None)
    assert [record.body["name"] for record in seen[1][0]] == ["a"]
    assert seen[1][1:] == (["D1"], ("D1", 1))


@pytest.mark.parametrize("end", [ValueError, KeyboardInterrupt, Died])
def test_a_transaction_that_dies_leaves_nothing_and_frees_its_keys_and_locks(store, end):
    put(store, "D1", "a")
    with pytest.raises(end):
        append(store, ("D1", {"name": "b"}, ["k"]), ("D2", {"name": "c"}, ()), then=end())
    assert names(store, "D1") == ["a"]
    assert list(store.debtors()) == ["D1"]
    assert store.find("k") is None
    with together(lambda: put(store, "D1", "d", keys=("k",)), lambda: put(store, "D2", "e")):
        pass
    assert names(store, "D1") == ["a", "d"]
    assert names(store, "D2") == ["e"]
    assert list(faults(store.read("D1"))) == []


def test_a_key_is_found_with_its_debtor_and_its_record(opens):
    put(opens(), "D1", "a", "b")
    put(opens(), "D1", "c", keys=("permit:1", "request:6:agency:ä '\"\n😀"))
    store = opens()
    assert store.find("permit:1") == store.find("request:6:agency:ä '\"\n😀") == ("D1", 3)
    assert store.find("permit:2") is None
    assert store.find("PERMIT:1") is None, "names in other letters are other names"


@pytest.mark.parametrize("debtor", ["D1", "D2"])
def test_a_key_is_given_once_in_the_whole_store(opens, debtor):
    put(opens(), "D1", "a", keys=("k",))
    store = opens()
    with pytest.raises(KeyTakenError):
        append(store, ("D3", {"name": "c"}, ()), (debtor, {"name": "b"}, ["free", "k"]))
    assert names(store, "D1") == ["a"]
    assert list(store.debtors()) == ["D1"]
    assert store.find("k") == ("D1", 1)
    assert store.find("free") is None


@pytest.mark.parametrize("second", ["D1", "D2"])
def test_a_key_is_given_once_in_one_transaction(store, second):
    with pytest.raises(KeyTakenError) as told:
        append(store, ("D1", {"name": "a"}, ["k"]), (second, {"name": "b"}, ["k"]))
    assert told.value.key == "k"
    assert list(store.debtors()) == []
    assert store.find("k") is None


def test_of_many_who_want_one_key_at_once_one_gets_it(store):
    got: list[str] = []

    def want(debtor: str) -> None:
        try:
            put(store, debtor, "a", keys=("k",))
            got.append(debtor)
        except KeyTakenError:
            pass

    with together(*[lambda debtor=f"D{number}": want(debtor) for number in range(6)]):
        pass
    assert len(got) == 1
    assert list(store.debtors()) == got
    assert store.find("k") == (got[0], 1)


def test_who_comes_second_waits_and_reads_what_the_first_wrote(store):
    inside, read = threading.Event(), list[str]()

    def second() -> None:
        inside.wait(PATIENCE)
        with store.opened(["D1"]) as logs:
            read.extend(record.body["name"] for record in logs["D1"].records())
            logs["D1"].append(1, "event", {"name": "b"})

    with together(second) as (thread,), store.opened(["D1"]) as logs:
        inside.set()
        thread.join(A_WHILE)
        assert thread.is_alive(), "nobody opens a log that is held"
        logs["D1"].append(1, "event", {"name": "a"})
    assert read == ["a"]
    assert names(store, "D1") == ["a", "b"]
    assert list(faults(store.read("D1"))) == []


def test_of_many_who_append_to_one_log_nobody_is_lost(store):
    wanted = [[f"{who}{number}" for number in range(8)] for who in "abcd"]

    def work(mine: list[str]) -> None:
        for name in mine:
            put(store, "D1", name)

    with together(*[lambda mine=mine: work(mine) for mine in wanted]):
        pass
    records = store.read("D1")
    assert [record.seq for record in records] == list(range(1, 33))
    assert list(faults(records)) == []
    for mine in wanted:
        assert [record.body["name"] for record in records if record.body["name"] in mine] == mine


def test_logs_asked_for_in_opposite_orders_are_locked_in_one(store):
    ways = [("D1", "D2", "D3"), ("D3", "D2", "D1"), ("D2", "D3", "D1"), ("D3", "D1")]

    def work(way: tuple[str, ...]) -> None:
        for _ in range(8):
            with store.opened(way) as logs:
                for debtor in way:
                    logs[debtor].append(1, "event", {"name": "a"})

    with together(*[lambda way=way: work(way) for way in ways]):
        pass
    assert {debtor: len(store.read(debtor)) for debtor in store.debtors()} == {"D1": 32, "D2": 24, "D3": 32}


def test_who_waits_for_one_log_holds_no_other_that_comes_after_it(store):
    def work(way: tuple[str, ...]) -> None:
        append(store, *[(debtor, {"name": "a"}, ()) for debtor in way])

    ways = [("D1", "D2"), ("D1", "D2"), ("D2", "D1"), ("D2", "D1")]
    with ExitStack() as ended, store.opened(["D1"]) as logs:
        threads = ended.enter_context(together(*[lambda way=way: work(way) for way in ways]))
        threads[-1].join(A_WHILE)
        logs["D1"].append(1, "event", {"name": "b"})
    assert [len(store.read(debtor)) for debtor in ("D1", "D2")] == [5, 4]


def test_a_debtor_named_twice_is_opened_once(store):
    with store.opened(name for name in ("D1", "D2", "D1")) as logs:
        assert sorted(logs) == ["D1", "D2"]
        logs["D1"].append(1, "event", {"name": "a"})
    assert names(store, "D1") == ["a"]


def test_nobody_opened_is_nothing_done(store):
    with store.opened([]) as logs:
        assert dict(logs) == {}


def test_debtors_are_told_in_the_order_of_their_letters(store):
    odd = ["b", "a", "B", "ä", "张三", "a b", "a'b", 'a"b', "a;b", "A%", "😀", "10", "9", "x" * 200]
    with store.opened(odd) as logs:
        for name in odd:
            logs[name].append(1, "event", {"name": name})
    assert list(store.debtors()) == sorted(odd)
    assert [names(store, name) for name in odd] == [[name] for name in odd]


def test_the_text_of_a_rulebook_is_kept_as_it_was_first_given(opens):
    parts = {"book.toml": "a = '值'\r\n\n", "calls.toml": "", "z.toml": "\tb\n"}
    opens().keep_rulebook("f" * 64, parts)
    opens().keep_rulebook("f" * 64, {"book.toml": "another"})
    opens().keep_rulebook("e" * 64, {})
    assert opens().rulebook("f" * 64) == parts
    assert opens().rulebook("e" * 64) == {}
    assert opens().rulebook("0" * 64) is None


def test_many_may_keep_one_rulebook_at_once(store):
    with together(*[lambda: store.keep_rulebook("f" * 64, {"book.toml": "a"})] * 6):
        pass
    assert store.rulebook("f" * 64) == {"book.toml": "a"}


def test_a_transaction_of_a_thousand_debtors_is_kept_whole(opens):
    rows = [(f"D{number}", {"name": str(number)}, [f"k{number}", f"l{number}"]) for number in range(1001)]
    append(opens(), *rows)
    append(opens(), *[(debtor, body, ()) for debtor, body, _ in rows])
    store = opens()
    assert all(names(store, debtor) == [body["name"]] * 2 for debtor, body, _ in rows)
    assert store.find("k1000") == store.find("l1000") == ("D1000", 1)
    with store.opened([debtor for debtor, _, _ in rows]) as logs:
        assert {log.head.seq for log in logs.values()} == {2}


def test_a_log_read_while_others_write_is_whole(store):
    ended, torn = threading.Event(), list[Any]()

    def write() -> None:
        for number in range(20):
            put(store, "D1", f"a{number}", f"b{number}")
        ended.set()

    def look() -> None:
        while not ended.is_set():
            records = store.read("D1")
            torn.extend(faults(records))
            if len(records) % 2:
                torn.append(len(records))
            list(store.debtors())

    with together(write, look):
        pass
    assert torn == []

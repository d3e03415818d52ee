"""Sixty-four askers in four processes fight over twenty debtors while servers are killed: no promise is broken.

``make chaos SECONDS=60`` fights for longer. Looked at afterwards are the ledger alone, and what askers were told.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from forbear.calendar import MINUTE
from forbear.chain import faults
from forbear.engine.scalar import Judge
from forbear.gate.case import Case
from forbear.rules.load import load
from forbear.web.ledger.store import DjangoStore
from tests.chaos.asker import DEBTORS
from tests.chaos.servers import RULES, environment, kill_at_random, serving
from tests.support.databases import KINDS, database, new_address
from tests.support.servers import command

SECONDS = os.environ.get("FORBEAR_CHAOS_SECONDS", "4")
KILLED = max(1, int(float(SECONDS)) // 20)
"""So many servers are killed at least; more in a fight of some seconds only where the machine has time for it."""
PROCESSES = 4
REACHED = 4
TRIED = 30
PARTIES = {
    "collectors": [{"id": "COL", "kind": "third-party-collector"}],
    "debtor": {"zones": ["America/New_York"], "place": {"country": "US", "state": "NY"}},
    "people": [{"id": "P1", "role": "debtor"}],
    "debts": [{"id": "A", "creditor": "BANK", "product": "credit_card", "purpose": "consumer"}],
}
pytestmark = [pytest.mark.loopback, pytest.mark.slow]


@pytest.fixture(scope="module", params=KINDS)
def fought(request, tmp_path_factory, django_db_blocker):
    """What the askers were told, what the ledger holds afterwards, and how many servers were killed."""
    folder = tmp_path_factory.mktemp("chaos")
    with django_db_blocker.unblock(), database(address := new_address(request.param)) as alias:
        store, told = DjangoStore(alias), environment(folder, address)
        know(store)
        key = command(told, "key", "new", "house", "--role", "admin")
        with serving(told, folder) as servers:
            works = [ask(number, key, folder, [server.port for server in servers]) for number in range(PROCESSES)]
            kill_at_random(servers, float(SECONDS), random.Random(7))
            for work in works:
                work.wait()
        assert [work.returncode for work in works] == [0] * PROCESSES
        lines = [line for path in folder.glob("*.notes") for line in path.read_text(encoding="utf-8").splitlines()]
        notes = [json.loads(line) for line in lines]
        yield notes, {name: store.read(name) for name in store.debtors()}, sum(server.kills for server in servers)


def know(store):
    """Who the debtors are, long before anybody is called."""
    names = [f"D{number}" for number in range(DEBTORS)]
    with store.opened(names) as logs:
        for name in names:
            parties = {**PARTIES, "debtor": {**PARTIES["debtor"], "id": name}}
            logs[name].append(1, "parties", {"parties": parties, "by": "house"})


def ask(number, key, folder, ports):
    """A process with askers."""
    words = [str(number), SECONDS, key, str(folder / f"{number}.notes"), *map(str, ports)]
    return subprocess.Popen([sys.executable, str(Path(__file__).with_name("asker.py")), *words])


def told(notes, what):
    return [note for note in notes if note["what"] == what]


def decisions(logs):
    return [record for log in logs.values() for record in log if record.kind == "decision"]


def test_there_was_a_fight(fought):
    notes, logs, kills = fought
    words = Counter(record.body["answer"] for record in decisions(logs))
    assert kills >= KILLED and words["allow"] >= DEBTORS and words["allow"] < sum(words.values())
    assert len(logs) == DEBTORS and told(notes, "stolen") and told(notes, "tell")


def test_the_chains_are_whole(fought):
    _, logs, _ = fought
    assert not [fault for log in logs.values() for fault in faults(log)]


def test_no_answer_that_was_given_is_missing_from_the_ledger(fought):
    notes, logs, _ = fought
    for note in told(notes, "ask"):
        record = logs[note["debtor"]][note["record"] - 1]
        assert (record.hash, record.kind, record.body["answer"]) == (note["receipt"], "decision", note["answer"])
        assert record.body["request"] == note["request"]
        assert (record.body["permit"] or {}).get("id") == (note["permit"] or {}).get("id")
    for note in told(notes, "tell"):
        assert logs[note["debtor"]][note["record"] - 1].hash == note["receipt"]


def test_no_id_of_a_caller_has_two_answers(fought):
    notes, logs, _ = fought
    recorded = Counter(record.body["request"] for record in decisions(logs))
    assert max(recorded.values()) == 1
    given = defaultdict(set)
    for note in told(notes, "ask"):
        given[note["request"]].add(note["receipt"])
    assert {len(receipts) for receipts in given.values()} == {1}


def test_every_permit_is_accounted_for(fought):
    notes, logs, _ = fought
    cases = {name: Case(name).take(log) for name, log in logs.items()}
    granted = {record.body["permit"]["id"] for record in decisions(logs) if record.body["permit"]}
    assert granted == {permit for case in cases.values() for permit in case.permits}
    becomes = defaultdict(list)
    for log in logs.values():
        for record in log:
            if record.kind == "permit":
                becomes[record.body["permit"]].append(record)
    for case in cases.values():
        for permit in case.permits.values():
            ends = [
                one.body["becomes"]
                for one in becomes[permit.id]
                if one.body["becomes"] in ("used", "released", "revoked")
            ]
            assert ends == ([permit.became] if permit.became else [])
            if permit.became == "used":
                assert permit.granted_at <= logs[case.debtor][permit.contact - 1].at < permit.expires_at
    for note in told(notes, "use"):
        permit = cases[note["debtor"]].permits[note["permit"]]
        assert note["accepted"] is (permit.became == "used") and (
            not note["accepted"] or note["record"] == permit.contact
        )
    assert not any(note["accepted"] for note in told(notes, "stolen"))
    assert all(cases[note["debtor"]].permits[note["permit"]].became == "released"
               for note in told(notes, "release") if note["state"] == "released")  # fmt: skip


def test_no_limit_of_any_rule_was_exceeded_as_the_definition_counts_it(fought):
    _, logs, _ = fought
    book = load(RULES)
    for name, log in logs.items():
        history = Case(name).take(log).history()
        judge = Judge([book], history, "listed")
        for contact in history.all.events:
            verdict = judge.decide_event(contact)
            assert verdict.answer == "allow" and verdict.rulebooks, (name, contact.seq, verdict.reasons)


def test_no_limit_was_exceeded_as_a_person_would_count(fought):
    _, logs, _ = fought
    for name, log in logs.items():
        events = Case(name).take(log).history().all.events
        for event in events:
            before = [one for one in events if one.order <= event.order]
            reached = [one for one in before if event.at - one.at < MINUTE and one.facts.get("outcome") != "busy"]
            tried = [one for one in before if event.at - one.at < 10 * MINUTE]
            assert len(tried) <= TRIED
            assert len(reached) <= REACHED + (event.facts.get("outcome") == "busy")

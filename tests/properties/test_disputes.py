"""Disputes by chance: no way puts a deleted row back without certification, and everybody who was given it is told."""

import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from forbear.creditfile.rights.disputing import move_on, open_dispute
from forbear.creditfile.rights.looks import Question, ask, hand_over
from forbear.creditfile.rights.marks import blocked, marks
from forbear.creditfile.rights.records import Rights
from forbear.creditfile.rights.steps import ANSWERS, OPEN, STEPS, disputes, may_follow
from forbear.creditfile.rights.verify import verify
from forbear.errors import RecordError
from tests.support.amount import examples

DAY0 = 739_000
ROWS = [f"account:Qinghe:{at}" for at in range(3)]
PEOPLE = ["P1", "P2"]
BACK = st.sampled_from([0, 0, 0, 1, -1])
SAID = {"answered": st.sampled_from(ANSWERS), "certified": st.sampled_from(["Qinghe", "Qinghe", ""])}


def instant(day):
    return (day - 719_163) * 86_400_000_000


class Disputes(RuleBasedStateMachine):
    """People who contest rows, bureaus that move disputes on or try to, and lenders who are given reports meanwhile."""

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.rights = Rights(self.folder, write=True)
        self.today = DAY0
        self.given = []
        self.allowed = {}
        self.certified = set()
        self.heads = []

    def teardown(self):
        self.rights.__exit__()
        shutil.rmtree(self.folder)

    @rule(data=st.data(), what=st.sampled_from(["step"] * 7 + ["contest", "contest", "report", "days"]))
    def something_happens(self, data, what):
        {"step": self.step, "contest": self.contest, "report": self.report, "days": self.days}[what](data.draw)

    def days(self, draw):
        self.today += draw(st.integers(0, 9))

    def report(self, draw):
        person, asker = draw(st.sampled_from(PEOPLE)), draw(st.sampled_from("ABC"))
        with self.rights.writing() as writing:
            shown = sorted(draw(st.sets(st.sampled_from(ROWS))) - set(blocked(writing.entries(person))))
            question = Question(person, asker, "law", ["account"], self.today, basis="a right")
            look = ask(writing, instant(self.today), question)
            hand_over(writing, instant(self.today), look.number, f"R{look.number}", "0" * 64, shown)
        self.given.append((person, asker, f"R{look.number}", shown))

    def contest(self, draw):
        person, place = draw(st.sampled_from(PEOPLE)), draw(st.sampled_from(["CN", "US", ""]))
        rows, on = draw(st.sets(st.sampled_from(ROWS), min_size=1)), self.today - draw(BACK)
        before = list(self.rights.entries())
        try:
            with self.rights.writing() as writing:
                open_dispute(writing, instant(self.today), person, sorted(rows), "It is wrong.", on, place)
        except RecordError:
            assert list(self.rights.entries()) == before

    def step(self, draw):
        known = disputes(self.rights.entries())
        if not known:
            return
        dispute = draw(st.sampled_from(known))
        onward = [one for one in may_follow(dispute.state) if one not in ("statement", "material", "told")]
        step = draw(st.sampled_from(onward * 3 + list(STEPS)))
        said = {"words": "More of it."} if step in ("statement", "material") else {}
        if step in SAID:
            said = {{"answered": "answer", "certified": "by"}[step]: draw(SAID[step])}
        before, told, on = list(self.rights.entries()), self._told(), self.today - draw(BACK)
        try:
            with self.rights.writing() as writing:
                after = move_on(writing, instant(self.today), dispute.number, step, on, **said)
        except RecordError:
            assert list(self.rights.entries()) == before
            return
        assert dispute.last <= on <= self.today
        self._let_through(dispute, step, said)
        assert after == next(one for one in disputes(self.rights.entries()) if one.number == dispute.number)
        assert self._told()[len(told) :] == (self._given(dispute) if step in ("corrected", "deleted") else [])

    def _given(self, dispute):
        return [
            (asker, report)
            for person, asker, report, rows in self.given
            if person == dispute.person and set(rows) & set(dispute.rows)
        ]

    def _let_through(self, dispute, step, said):
        if step == "certified":
            assert said["by"]
            self.certified.add(dispute.number)
        if step == "reinserted":
            assert dispute.number in self.certified and dispute.state == "certified"
        if step == "upheld":
            assert dispute.answer == "confirmed"
        if step == "unconfirmed":
            assert dispute.answer == "unconfirmed" and dispute.place == "CN"

    def _told(self):
        return [(one.body["to"], one.body["report"]) for one in self.rights.entries(kinds=["notice"])]

    @invariant()
    def a_deleted_row_is_out_of_the_file_until_it_was_certified(self):
        for person in PEOPLE:
            entries = list(self.rights.entries(person))
            gone = {}
            for entry in entries:
                if entry.kind == "dispute" and entry.body["step"] in ("deleted", "reinserted"):
                    number = entry.body["dispute"]
                    rows = next(one for one in entries if one.seq == number).body["rows"]
                    back = entry.body["step"] == "reinserted"
                    assert not back or number in self.certified
                    gone = {row: one for row, one in gone.items() if row not in rows or not back}
                    gone |= {} if back else dict.fromkeys(rows, number)
            assert blocked(entries) == gone

    @invariant()
    def every_row_in_open_dispute_is_marked(self):
        for person in PEOPLE:
            entries = list(self.rights.entries(person))
            marked = marks(entries)
            for one in disputes(entries):
                if one.state in OPEN:
                    assert all(marked[row].state == "disputed" for row in one.rows)

    @invariant()
    def the_chain_holds_and_only_grows(self):
        self.heads.append(self.rights.head())
        for head in {self.heads[0], self.heads[-1], self.heads[len(self.heads) // 2]}:
            assert verify(self.rights.entries(), head if head.seq else None).findings == ()


def test_no_way_puts_a_deleted_row_back_without_certification_and_everybody_who_was_given_it_is_told():
    run_state_machine_as_test(Disputes, settings=settings(examples(40), stateful_step_count=40))

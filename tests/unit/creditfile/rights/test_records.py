import hashlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest

from forbear.chain import START
from forbear.creditfile.rights.records import NAME, Rights
from forbear.creditfile.rights.verify import read_out, verify, write_out
from forbear.errors import InputError, RecordError
from tests.unit.creditfile.rights.conftest import PERSON, noon

AT = noon("2026-03-01")


def filled(rights, count=5):
    with rights.writing() as writing:
        return [writing.add(AT + at, "statement", PERSON, {"rows": [], "words": str(at)}) for at in range(count)]


def told(checked):
    return [(one.what, one.seq) for one in checked.findings]


def behind(rights, statement, *, guarded=False):
    """Run a statement on the file behind the back of the program, with the triggers or without them."""
    with closing(sqlite3.connect(rights.path, isolation_level=None)) as connection:
        if not guarded:
            connection.executescript("DROP TRIGGER record_is_not_changed; DROP TRIGGER record_is_not_removed")
        connection.execute(statement)


def test_records_follow_on_one_another_and_read_as_they_were_written(rights):
    made = filled(rights)
    assert list(rights.entries()) == made
    assert [one.seq for one in made] == [1, 2, 3, 4, 5]
    assert rights.entry(3) == made[2]
    checked = verify(rights.entries())
    assert (checked.records, checked.head, checked.findings) == (5, rights.head(), ())


def test_the_hash_of_a_record_does_not_change_from_one_version_to_the_next(rights):
    with rights.writing() as writing:
        entry = writing.add(1, "statement", PERSON, {"words": "中", "rows": []})
    text = (
        '{"at":1,"before":"' + "0" * 64 + '","body":{"rows":[],"words":"中"},"kind":"statement",'
        '"person":"P00000001","seq":1}'
    )
    assert entry.hash == hashlib.sha256(text.encode()).hexdigest()


def test_what_is_written_in_a_block_that_fails_is_not_there(rights):
    def half_done():
        with rights.writing() as writing:
            writing.add(AT, "statement", PERSON, {})
            writing.keep_words(PERSON, "words")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        half_done()
    assert list(rights.entries()) == []
    assert rights.head() == START
    filled(rights)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record SET person = 'P2' WHERE seq = 2",
        "DELETE FROM record WHERE seq = 2",
        "INSERT OR REPLACE INTO record SELECT seq, at, 'P2', kind, body, hash FROM record WHERE seq = 2",
        "INSERT INTO record SELECT 9, at, person, kind, body, hash FROM record WHERE seq = 2",
        "UPDATE words SET words = 'others'",
    ],
)
def test_the_database_refuses_to_change_or_remove_a_record(rights, statement):
    filled(rights)
    with rights.writing() as writing:
        writing.keep_words(PERSON, "mine")
    with pytest.raises(sqlite3.IntegrityError):
        behind(rights, statement, guarded=True)
    assert verify(rights.entries()).findings == ()


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE record SET body = replace(body, '1', '7') WHERE seq = 2", [("changed", 2)]),
        ("UPDATE record SET person = 'P2' WHERE seq = 4", [("changed", 4)]),
        ("UPDATE record SET at = 1 WHERE seq = 3", [("time", 3)]),
        ("UPDATE record SET body = 'no JSON' WHERE seq = 2", [("changed", 2)]),
        ("DELETE FROM record WHERE seq = 2", [("missing", 3)]),
    ],
)
def test_whatever_is_changed_behind_the_databases_back_is_found_and_named(rights, statement, found):
    filled(rights)
    behind(rights, statement)
    assert told(verify(rights.entries())) == found


def test_an_end_that_was_cut_off_is_found_by_whoever_noted_the_end_or_holds_a_receipt(rights):
    made = filled(rights)
    head = rights.head()
    behind(rights, "DELETE FROM record WHERE seq > 3")
    assert told(verify(rights.entries())) == []
    assert told(verify(rights.entries(), head)) == [("end", 5)]
    (finding,) = verify(rights.entries(), receipts=[made[0].hash, made[4].hash]).findings
    assert made[4].hash in finding.says["en"] and made[4].hash in finding.says["zh"]


def test_a_chain_written_anew_is_found_by_whoever_noted_the_end(rights, tmp_path):
    filled(rights)
    head = rights.head()
    with Rights(tmp_path / "other", write=True) as other, other.writing() as writing:
        for at in range(6):
            writing.add(AT + at, "statement", PERSON, {"rows": [], "words": "others"})
        assert told(verify(other.entries(), head)) == [("otherwise", 5)]


def test_records_are_checked_from_a_file_too(rights, tmp_path):
    filled(rights)
    path = tmp_path / "out.jsonl"
    assert write_out(rights, path) == rights.head()
    assert list(read_out(path)) == list(rights.entries())
    path.write_text(path.read_text("utf-8").replace('"2"', '"7"'), encoding="utf-8")
    assert told(verify(read_out(path))) == [("changed", 3)]
    path.write_text('{"seq": 1}\n', encoding="utf-8")
    with pytest.raises(RecordError, match=r"out\.jsonl, line 1: this is no record of rights"):
        list(read_out(path))


def test_words_can_be_erased_and_the_chain_still_verifies(rights):
    with rights.writing() as writing:
        named = writing.keep_words(PERSON, "It was never mine.")
        other = writing.keep_words("P2", "It was never mine.")
        writing.add(AT, "statement", PERSON, {"rows": [], "words": named})
    assert named != other
    assert rights.words(named) == "It was never mine."
    with rights.writing() as writing:
        assert writing.erase_words(PERSON) == 1
    assert rights.words(named) is None and rights.words(other) is not None
    assert verify(rights.entries()).findings == ()


def test_a_record_is_never_dated_before_the_last_one(rights):
    with rights.writing() as writing:
        writing.add(AT, "statement", PERSON, {})
        assert writing.add(AT - 5, "statement", PERSON, {}).at == AT


def test_where_nothing_is_on_record_a_reader_is_told_so(tmp_path):
    with pytest.raises(InputError, match="no rights are on record here"):
        Rights(tmp_path)
    (tmp_path / NAME).write_text("something else entirely, and long enough to be read as a page " * 20)
    with pytest.raises(InputError, match="no records of rights"):
        Rights(tmp_path, write=True)


def test_many_read_while_one_writes(rights):
    filled(rights)
    with Rights(rights.path.parent) as reader, rights.writing() as writing:
        writing.add(AT + 9, "statement", PERSON, {})
        assert len(list(reader.entries())) == 5
    with Rights(rights.path.parent) as reader:
        assert len(list(reader.entries())) == 6


WRITER = """
import sys
from pathlib import Path
from forbear.creditfile.rights.records import Rights
with Rights(Path(sys.argv[1]), write=True) as rights:
    for turn in range(int(sys.argv[2])):
        with rights.writing() as writing:
            for part in range(3):
                writing.add(turn, "statement", sys.argv[3], {"turn": turn, "part": part})
        print(turn, flush=True)
"""


def writer(folder, turns, name):
    command = [sys.executable, "-c", WRITER, str(folder), str(turns), name]
    return subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)})


def test_a_writer_killed_in_the_middle_leaves_a_whole_chain_with_all_that_it_said_was_written(tmp_path):
    with writer(tmp_path, 1_000_000, "killed") as process:
        said = [process.stdout.readline() for _ in range(20)]
        time.sleep(0.003)
        process.send_signal(signal.SIGKILL)
        said += process.stdout.readlines()
    with Rights(tmp_path, write=True) as rights:
        checked = verify(rights.entries())
        assert checked.findings == ()
        assert checked.records % 3 == 0 and checked.records >= 3 * len([one for one in said if one.endswith(b"\n")])
        with rights.writing() as writing:
            writing.add(AT, "statement", PERSON, {})
        assert verify(rights.entries()).findings == ()


def test_writers_wait_for_each_other(tmp_path):
    Rights(tmp_path, write=True).__exit__()
    processes = [writer(tmp_path, 40, name) for name in ("one", "another")]
    assert [process.communicate() and process.returncode for process in processes] == [0, 0]
    with Rights(tmp_path) as rights:
        checked = verify(rights.entries())
        assert (checked.records, checked.findings) == (240, ())
        order = [(entry.person, entry.body["part"]) for entry in rights.entries()]
        assert all(len({who for who, _ in order[at : at + 3]}) == 1 for at in range(0, 240, 3))

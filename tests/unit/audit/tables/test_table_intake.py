"""A large table comes out of the SQL as the reader of single logs reads it; rows that cannot be read are kept aside."""

from __future__ import annotations

from pathlib import Path

import pytest

from forbear.audit.intake import table as reader
from forbear.audit.intake.base import Options, Tally
from forbear.audit.intake.mapping import read_mapping
from forbear.audit.result import Rejected
from forbear.audit.tables.database import Database
from forbear.audit.tables.history import histories
from forbear.audit.tables.intake import read_table
from forbear.audit.tables.log import open_log
from forbear.errors import InputError
from forbear.events import History
from tests.support.one_database import connected

PARTIES = """
[collector]
kind = "third-party-collector"
[debtor]
kind = "individual"
zones = ["America/New_York"]
place = { country = "US", state = "NY" }
[debt]
purpose = "consumer"
"""
PLAIN = """
[columns]
at = "when"
debtor = "customer"
collector = "agent"
person = "who"
outcome = "result"
duration_s = "seconds"
[optional]
role = "relation"
debts = "account"
"content.opt_out_notice" = "notice"
[constants]
channel = "call"
direction = "outbound"
[values.outcome]
answered = "conversation"
"no answer" = "no_answer"
"""
BOTH_WAYS = """
[columns]
at = "clock"
direction = "way"
collector = "from"
person = "to"
[inbound]
collector = "to"
person = "from"
[constants]
channel = "call"
role = "debtor"
recorded = true
[values.direction]
out = "outbound"
in = "inbound"
[time]
day = "day"
"""
CASES = {
    "names, words and numbers": (PLAIN, """when,customer,agent,who,result,seconds,relation,account,notice
2026-06-01 09:10,1001,Agency X,1001,answered,20,debtor,L1,true
2026-06-01T12:30:05.25,1001, Agency X ,sister,no answer,,relative,L1,False
2026-06-01 12:30+02:00,1002,Agency Y,1002,conversation,3.0,debtor,,
2026-06-01T12:30:00Z,1002,Agency Y,work,busy,0,,L7,
"""),
    "rows that cannot be read": (PLAIN, """when,customer,agent,who,result,seconds,relation,account,notice
2026-06-01 09:10,1001,Agency X,1001,perhaps,20,debtor,L1,true
2026-06-01,1001,Agency X,1001,answered,20,debtor,L1,true
01/06/2026 10:00,1001,Agency X,1001,answered,20,debtor,L1,true
1926-06-01 09:10,1001,Agency X,1001,answered,20,debtor,L1,true
2026-06-01 09:10,1001,,1001,answered,20,debtor,L1,true
2026-06-01 09:10,1001,Agency X,1001,answered,-20,debtor,L1,maybe
2026-06-01 09:10,1001,Agency X,1001,answered,20,cousin,L1,true
2026-02-30 09:10,1001,Agency X,1001,answered,20,debtor,L1,true
2026-06-01 09:10,1001,Agency X,1001,answered,20,debtor,L1
2026-06-01 09:10,1001,Agency X,1001,answered,20,debtor,L1,true
"""),
    "both ways, day apart, clock changes": (BOTH_WAYS, """day;clock;way;from;to
2026-03-08;02:30:00;out;X;1001
2026-03-08;03:00:00;out;X;1001
2026-11-01;01:30:00;out;X;1001
2026-11-01;00:59:59;in;1001;X
2026-11-01;02:00:00;in;1001;X
2026-11-01;25:00:00;in;1001;X
"""),
    "milliseconds": (PLAIN + '[time]\nformat = "epoch_ms"\n', """when,customer,agent,who,result,seconds,relation
1780319400000,1001,Agency X,1001,answered,20,debtor
1780319400,1001,Agency X,1001,answered,20,debtor
soon,1001,Agency X,1001,answered,20,debtor
"""),
    "a pattern": (PLAIN + '[time]\nformat = "%d/%m/%Y %H:%M"\n', """when,customer,agent,who,result,seconds,relation
03/06/2026 09:10,1001,Agency X,1001,answered,20,debtor
2026-06-03 09:10,1001,Agency X,1001,answered,20,debtor
"""),
}  # fmt: skip


def laid(folder: Path, mapping: str, table: str) -> tuple[Path, Path]:
    (folder / "map.toml").write_text(mapping + PARTIES, encoding="utf-8")
    (folder / "table.csv").write_text(table, encoding="utf-8")
    return folder / "table.csv", folder / "map.toml"


def taken(folder: Path, path: Path, mapping: Path, zone: str | None) -> tuple[dict[str, History], list[tuple]]:
    """Debtor → history, and the rejected rows."""
    with Database("1GB", folder / "spill") as db:
        read, rejected = read_table(db, path, read_mapping(str(mapping)), zone, folder / "log")
    with Database("1GB", folder / "spill") as db:
        open_log(db, folder / "log")
        found = dict(histories(db, [row[0] for row in db.rows("SELECT debtor FROM log_debtors ORDER BY 1")]))
    with connected() as db:
        rows = db.execute(f"SELECT * FROM '{folder / 'log' / 'rejected.parquet'}'").fetchall()
    assert (read, rejected) == (sum(len(history) for history in found.values()), len(rows))
    return found, rows


def by_reader(path: Path, mapping: Path, debtor: str, zone: str | None) -> tuple[History, list[Rejected]]:
    tally, rejected, events = Tally(), [], []
    for found in reader.read(path, Options(zone=zone, debtor=debtor, mapping=read_mapping(str(mapping))), tally):
        (rejected if isinstance(found, Rejected) else events).append(found)
    return History(tally.parties, events), rejected


def plain(history: History) -> tuple:
    parties = history.parties
    events = [(event.at, event.known_at, event.kind, dict(event.facts)) for event in history]
    return (
        events,
        dict(parties.debtor),
        *(
            {key: dict(facts) for key, facts in table.items()}
            for table in (parties.collectors, parties.people, parties.debts)
        ),
    )


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("zone", ["America/New_York", None])
def test_a_table_is_read_as_the_reader_of_single_logs_reads_it(tmp_path, name, zone):
    path, mapping = laid(tmp_path, *CASES[name])
    found, rejected = taken(tmp_path, path, mapping, zone)
    for debtor, history in found.items():
        expected, _ = by_reader(path, mapping, debtor, zone)
        assert plain(history) == plain(expected)
    kept, refused = by_reader(path, mapping, "1001", zone)
    assert len(rejected) == len(refused)
    assert ("1001" in found) == (len(kept) > 0)


def test_a_parquet_table_is_read_as_the_same_table_in_csv(tmp_path):
    path, mapping = laid(tmp_path, *CASES["names, words and numbers"])
    with connected() as db:
        db.execute(f"COPY (SELECT * FROM read_csv('{path}', all_varchar = TRUE)) TO '{tmp_path / 'table.parquet'}'")
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    csv, _ = taken(tmp_path / "a", path, mapping, "America/New_York")
    parquet, _ = taken(tmp_path / "b", tmp_path / "table.parquet", mapping, "America/New_York")
    assert len(csv) == 2
    assert {debtor: plain(one) for debtor, one in csv.items()} == {
        debtor: plain(one) for debtor, one in parquet.items()
    }


def test_every_rejected_row_has_all_its_reasons_and_its_text(tmp_path):
    path, mapping = laid(tmp_path, *CASES["rows that cannot be read"])
    found, rejected = taken(tmp_path, path, mapping, "America/New_York")
    assert len(found["1001"]) == 1
    said = {row: reasons for row, _, reasons, _ in rejected if row}
    assert said[1] == ["outcome: perhaps is no value of it"]
    assert said[2] == said[3] == said[8] == ["the time cannot be read"]
    assert said[4] == ["the time cannot be that of a contact"]
    assert said[5] == ["the key collector is missing"]
    assert sorted(said[6]) == ["content.opt_out_notice: maybe is no value of it", "duration_s: -20 is no value of it"]
    torn = [(line, text) for row, line, _, text in rejected if row is None]
    assert torn == [(10, "2026-06-01 09:10,1001,Agency X,1001,answered,20,debtor,L1")]
    assert all(text for *_, text in rejected)


def test_times_without_a_zone_are_refused_with_what_to_do(tmp_path):
    path, mapping = laid(tmp_path, *CASES["names, words and numbers"])
    _, rejected = taken(tmp_path, path, mapping, None)
    assert [reasons for _, _, reasons, _ in rejected] == [
        ["the time has no offset and no zone was given: say it with --zone"]
    ] * 2


@pytest.mark.parametrize("mapping, name, words", [
    (PLAIN.replace('"agent"', '"agents"'), "table.csv", r"'agents' for 'collector'.*Did you mean 'agent'\?"),
    (PLAIN + '[time]\nformat = "%d/%m/%Y %H:%M %z"\n', "table.csv", r"a zone inside a pattern is not read"),
    (PLAIN.replace("[values", 'opened_at = "2026-06-01T10:00:00Z"\n[values'), "table.csv", r"'opened_at' is no"),
    (PLAIN, "table.jsonl", r"reads CSV and Parquet"),
])  # fmt: skip
def test_what_this_way_in_does_not_read_is_refused(tmp_path, mapping, name, words):
    path, where = laid(tmp_path, mapping, CASES["names, words and numbers"][1])
    path = path.rename(tmp_path / name)
    with Database("1GB", tmp_path / "spill") as db, pytest.raises(InputError, match=words):
        read_table(db, path, read_mapping(str(where)), None, tmp_path / "log")

"""The loader: text → shapes; every problem at once; parts laid together."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest

from forbear.errors import RulebookError
from forbear.rules.expressions import parse
from forbear.rules.format import DatedValue, Ending, Exemption, Fact, Rule, Source, Span, Window
from forbear.rules.load import Reader, load, parts_of

SOUND = Path(__file__).resolve().parents[2] / "rejects" / "sound_rulebook.toml"
TEXT = SOUND.read_text(encoding="utf-8")


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def test_a_sound_rulebook_becomes_these_shapes() -> None:
    book = load(SOUND)
    assert (book.id, book.status, book.in_force) == ("sample", "complete", Span(day("2024-01-01")))
    assert book.sources == {"act": Source("act", "The Sample Act", "house", "The Sample Act")}
    assert book.sets == {"phones": ("call", "ringless_voicemail")}
    assert book.values == {"limit": DatedValue("limit", "act 1", "int", ((day("2024-01-01"), 3),))}
    where = parse("direction == 'outbound' and channel in phones", "")
    assert book.facts == {
        "calls": Fact("calls", "act 1", "count", "contact", where, ("person",), Window("this", "day"))
    }
    says = {
        "en": "{calls} calls were made today; {limit} are allowed.",
        "zh": "今日已拨打 {calls} 次，上限为 {limit} 次。",
    }
    when = parse("channel in phones and calls >= limit", "")
    assert book.rules == {
        "too-many": Rule("too-many", "too-many", "act 1", when, "refuse", "duty", says, "house", "complete")
    }
    lifted = Exemption("asked", "act 2", parse("purpose == 'reply_to_request'", ""), ("too-many",), "house")
    assert book.exemptions == {"asked": lifted}
    assert book.exemptions_of(book.rules["too-many"]) == (lifted,)
    assert [example.name for example in book.examples] == ["sample/fourth-call", "sample/third-call"]
    assert book.sha256 == hashlib.sha256(SOUND.read_bytes()).hexdigest()


def test_an_example_is_completed_from_its_base_and_its_repeats(tmp_path: Path) -> None:
    first = load(SOUND).examples[0].record
    assert [event["at"].hour for event in first["events"]] == [9, 10, 11]
    assert {event["direction"] for event in first["events"]} == {"outbound"}
    assert (first["ask"]["person"], first["rulebooks"], first["id"]) == (
        "P1",
        ["sample"],
        "sample/fourth-call",
    )


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(TEXT.replace('cite = "act 2"', 'cite = "law 2"').replace("calls >= limit", "cals >= limitt"))
    with pytest.raises(RulebookError) as caught:
        load(path)
    codes = sorted(problem.code for problem in caught.value.problems)
    assert codes == ["type", "type", "uncited"]


def test_the_parts_of_a_folder_are_laid_together_and_hashed_in_order(tmp_path: Path) -> None:
    head, rest = TEXT.split("[fact.calls]")
    values, rest = head.split("[value.limit]"), "[fact.calls]" + rest
    folder = tmp_path / "sample"
    folder.mkdir()
    (folder / "book.toml").write_text(values[0], encoding="utf-8")
    (folder / "a-rules.toml").write_text(rest, encoding="utf-8")
    (folder / "values.toml").write_text("[value.limit]" + values[1], encoding="utf-8")
    assert [part.name for part in parts_of(folder)] == ["book.toml", "a-rules.toml", "values.toml"]
    book, whole = load(folder), load(SOUND)
    assert (book.rules, book.facts, book.values) == (whole.rules, whole.facts, whole.values)
    order = (values[0], rest, "[value.limit]" + values[1])
    assert book.sha256 == hashlib.sha256("".join(order).encode()).hexdigest()


def test_an_example_base_serves_the_examples_of_its_own_part_only(tmp_path: Path) -> None:
    folder = tmp_path / "sample"
    folder.mkdir()
    head, examples = TEXT.split("[example_base]")
    (folder / "book.toml").write_text(head + "[example_base]" + examples, encoding="utf-8")
    (folder / "more.toml").write_text(
        '[example_base]\nask = { at = 2026-06-03T18:00:00+08:00, person = "P2" }\n\n'
        '[[example]]\nname = "other"\nask = {}\nexpect = { verdict = "allow" }\n',
        encoding="utf-8",
    )
    records = [example.record["ask"]["person"] for example in Reader(folder).book().examples]
    assert records == ["P1", "P1", "P2"]


ENDS = 'ends = [{ event = "hold_lifted", when = "hold == held.hold", after_days = 2 }, { event = "payment" }]'


def test_a_fact_may_hold_until_later_events_end_it(tmp_path: Path) -> None:
    path = tmp_path / "holds.toml"
    path.write_text(TEXT + f'\n[fact.held]\ncite = "act 1"\nholding = "hold"\n{ENDS}\n', encoding="utf-8")
    fact = Reader(path).book().facts["held"]
    assert fact.ends == (
        Ending("hold_lifted", parse("hold == held.hold", ""), 2), Ending("payment", parse("true", ""), 0)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("dated", "expected"),
    [
        ("2024-01-01 = 3, 2025-01-01 = 5", {"2023-12-31": None, "2024-12-31": 3, "2025-01-01": 5}),
        ("2024-01-01 = 08:00:00", {"2024-01-01": 8 * 3_600_000_000}),
    ],
)
def test_a_value_has_the_version_of_its_day(tmp_path: Path, dated: str, expected: dict[str, int | None]) -> None:
    path = tmp_path / "dated.toml"
    path.write_text(TEXT.replace("2024-01-01 = 3", dated), encoding="utf-8")
    value = Reader(path).book().values["limit"]
    assert {on: value.on(day(on)) for on in expected} == expected


def test_a_note_binds_nobody_and_several_clauses_share_a_name(tmp_path: Path) -> None:
    path = tmp_path / "notes.toml"
    clause = (
        '\n[rule.remark]\npart_of = "too-many"\ncite = "act 3"\nwhen = "channel == \'sms\'"\n'
        'effect = "note"\nconfidence = "house"\nsays.en = "A text."\nsays.zh = "短信。"\n'
    )
    path.write_text(TEXT.replace("\n[exception", clause + "\n[exception"), encoding="utf-8")
    rule = load(path).rules["remark"]
    assert (rule.name, rule.effect, rule.force) == ("too-many", "note", "")

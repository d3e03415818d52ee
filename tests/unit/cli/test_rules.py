import json

import pytest

from forbear.rules import catalog
from tests.house.tree import ROOT

CASES = ROOT / "tests" / "cases" / "us-ma.jsonl"
SOUND = ROOT / "tests" / "rejects" / "sound_rulebook.toml"


def lines_of(path=CASES):
    return path.read_text(encoding="utf-8").splitlines()


def expecting(answer):
    return next(line for line in lines_of() if json.loads(line)["expect"]["verdict"] == answer)


@pytest.mark.parametrize("command", [("ask",), ("audit",), ("duties",), ("rules", "for", "--place", "CN")])
def test_a_credit_book_is_refused_wherever_contacts_are_judged(forbear, tmp_path, command):
    case = json.loads(lines_of()[0])
    parties = {"kind": "parties", **{key: case[key] for key in ("collector", "debtor", "debts")}}
    record = tmp_path / "record.jsonl"
    record.write_text(json.dumps(parties if command == ("duties",) else case) + "\n", encoding="utf-8")
    files = [] if command[0] == "rules" else [str(record)]
    ended = forbear(*command, *files, "--rules", "policy-sample")
    assert ended.code == 1
    assert "the rulebook 'policy-sample' reads a person's file and judges no contact" in " ".join(ended.err.split())


def test_a_credit_book_is_shown_and_checked_like_any_other(forbear):
    assert "a court's list" in forbear("rules", "show", "policy-sample").flat
    path = catalog.credit_book("policy-sample").origin
    ended = forbear("rules", "check", path)
    assert (ended.code, "policy-sample" in ended.flat) == (0, True)


@pytest.fixture
def cases(tmp_path):
    """Write lines to a case file."""

    def write(*lines):
        path = tmp_path / "cases.jsonl"
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return path

    return write


def test_every_rulebook_is_listed_with_its_title_and_place(forbear):
    ended = forbear("rules", "list")
    assert ended.code == 0
    for book in catalog.all_books():
        assert book.id in ended.flat
        assert book.title["en"].split()[0] in ended.flat
    assert "us-ma Massachusetts: 940 CMR 7.00 and 209 CMR 18.00 US-MA partial" in ended.flat


def test_the_list_for_programs_has_every_rule_of_every_rulebook(forbear):
    books = json.loads(forbear("rules", "list", "--json").out)
    known = [*catalog.all_books(), *catalog.credit_books()]
    assert {book["id"]: book["sha256"] for book in books} == {book.id: book.sha256 for book in known}
    assert {book["id"]: book["subject"] for book in books} == {book.id: book.subject for book in known}
    (convention,) = (book for book in books if book["id"] == "cn-convention-2018")
    assert convention["rules"] == ["agreed-contact", "no-disclosure", "target", "visit-recorded"]
    assert convention["duties"] == ["records"]
    assert convention["in_force"] == {"from": "2018-03-28", "to": None}
    assert convention["place"] == {"country": "CN"}


def test_what_a_rulebook_says_in_english_alone_is_marked_in_chinese_output(forbear):
    book = catalog.get("us-reg-f")
    source = next(iter(book.sources.values())).title
    told = "".join(forbear("rules", "show", "us-reg-f", "--lang", "zh").out.split())
    for text in (book.covers, source, book.leaves_out[0]):
        assert f"{''.join(text.split())}（英文）" in told
    assert "（英文）" not in forbear("rules", "show", "us-reg-f").out


@pytest.mark.parametrize("name", sorted(catalog.paths()))
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_rulebook_is_shown_with_every_source_rule_duty_and_gap(forbear, name, lang):
    book, shown = catalog.get(name), forbear("rules", "show", name, "--lang", lang).flat
    wanted = [book.title[lang], book.sha256[:16], *(source.title for source in book.sources.values()), *book.leaves_out]
    for rule in book.rules.values():
        wanted += [rule.name, rule.says[lang], book.cited(rule.cite)]
    for duty in book.duties.values():
        wanted += [duty.id, duty.says[lang], book.cited(duty.cite)]
    wanted += [f"{exception.id} {'lifts' if lang == 'en' else '排除'}" for exception in book.exemptions.values()]
    assert [text for text in wanted if " ".join(text.split()) not in shown] == []


def test_a_draft_is_marked_as_one_that_is_off_by_default(forbear):
    drafts = [
        (book.id, rule.name) for book in catalog.all_books() for rule in book.rules.values() if rule.status == "draft"
    ]
    book, rule = drafts[0]
    heads = [line for line in forbear("rules", "show", book).out.splitlines() if line.startswith(f"  {rule}")]
    assert any(line.endswith("· draft, off by default") for line in heads)


def test_a_rulebook_that_does_not_exist_is_told_with_the_nearest(forbear):
    ended = forbear("rules", "show", "us-regf")
    assert (ended.code, ended.err) == (1, "✗ there is no rulebook 'us-regf'. Did you mean 'us-reg-f'?\n")


def test_a_sound_rulebook_is_said_to_hold(forbear):
    ended = forbear("rules", "check", SOUND)
    assert (ended.code, ended.out, ended.err) == (0, "sample: 1 rule, 2 of 2 examples hold\n", "")


def test_one_faulty_rulebook_among_sound_ones_fails_the_check_and_hides_none(forbear, tmp_path):
    text = SOUND.read_text(encoding="utf-8")
    (tmp_path / "a-sound.toml").write_text(text, encoding="utf-8")
    (tmp_path / "b-misspelt.toml").write_text(text.replace("calls >= limit", "clals >= limit"), encoding="utf-8")
    (tmp_path / "c-wrong.toml").write_text(text.replace("calls >= limit", "calls > limit"), encoding="utf-8")
    ended = forbear("rules", "check", tmp_path)
    assert ended.code == 1
    assert ended.err == "✗ b-misspelt.toml: [rule.too-many], column 23: unknown name 'clals'. Did you mean 'calls'?\n"
    assert ended.out.splitlines()[0] == "sample: 1 rule, 2 of 2 examples hold"
    assert "✗ sample/fourth-call" in ended.out
    assert "expected refuse, got allow" in ended.out
    assert ended.last == "sample: 1 rule, 1 of 2 examples hold"


def test_cases_that_pass_end_with_the_counts_and_nothing_else(forbear):
    ended = forbear("rules", "test", CASES)
    assert (ended.code, ended.out) == (0, f"{len(lines_of())} passed, 0 failed\n")


def test_a_case_that_fails_is_told_with_expected_got_and_the_reasons(forbear, cases):
    wrong = {**json.loads(expecting("refuse")), "expect": {"verdict": "allow"}, "why": "it was a test"}
    ended = forbear("rules", "test", cases(expecting("allow"), json.dumps(wrong)))
    assert ended.code == 1
    assert f"✗ {wrong['id']}" in ended.out
    assert "expected allow, got refuse" in ended.out
    assert "· us-ma/" in ended.out
    assert "why expected: it was a test" in ended.out
    assert ended.last == "1 passed, 1 failed"


def test_a_broken_line_is_one_failure_and_does_not_hide_the_others(forbear, cases):
    ended = forbear("rules", "test", cases(expecting("allow"), "{", '{"ask": 3}', expecting("refuse")))
    assert ended.code == 1
    assert "✗ cases.jsonl:2" in ended.out
    assert "cases.jsonl:2: this line is no JSON." in ended.flat
    assert "cases.jsonl:3: 'ask' is not laid out as it must be." in ended.flat
    assert ended.last == "2 passed, 2 failed"


def test_a_case_of_a_rulebook_that_does_not_exist_fails_with_the_nearest_name(forbear, cases):
    strange = {**json.loads(expecting("allow")), "rulebooks": ["us-maa"]}
    ended = forbear("rules", "test", cases(json.dumps(strange)))
    assert (ended.code, ended.last) == (1, "0 passed, 1 failed")
    assert "there is no rulebook 'us-maa'. Did you mean 'us-ma'?" in ended.flat


def test_a_line_that_asks_nothing_is_skipped_and_counted(forbear, cases):
    silent = {key: value for key, value in json.loads(expecting("allow")).items() if key != "ask"}
    path = cases(json.dumps(silent), expecting("allow"))
    ended = forbear("rules", "test", path)
    assert (ended.code, ended.out) == (0, "1 passed, 0 failed, 1 skipped\n")
    assert forbear("rules", "test", path, "--only", "allow").out == "1 passed, 0 failed\n"


DUTY = {"rulebooks": ["us-reg-f"], "tests": ["transfer-ban"], "question": "act_allowed",
        "collector": {"id": "COL", "kind": "third-party-collector"}, "debts": [{"id": "A", "creditor": "CR"}],
        "debtor": {"id": "P1", "zones": ["America/New_York"], "place": {"country": "US"}},
        "events": [{"at": "2026-05-04T10:00:00-04:00", "kind": "hold", "hold": "paid", "debts": ["A"]}],
        "act": {"at": "2026-06-03T10:00:00-04:00", "kind": "transfer", "means": "sale"}}  # fmt: skip


@pytest.mark.parametrize("engine", ["scalar", "duckdb"])
def test_a_question_about_a_duty_is_answered_by_the_definition_whatever_engine_judges_contacts(forbear, cases, engine):
    asked = [json.dumps({**DUTY, "id": f"sold/{word}", "expect": {"outcome": word}}) for word in ("refuse", "allow")]
    ended = forbear("rules", "test", cases(*asked, expecting("allow")), "--engine", engine)
    assert (ended.code, ended.last) == (1, "2 passed, 1 failed")
    assert "✗ sold/allow expected allow, got refuse · us-reg-f/transfer-ban [barred] A debt that was paid" in ended.flat


def test_for_programs_a_case_about_a_duty_is_an_object_too(forbear, cases):
    path = cases(json.dumps({**DUTY, "id": "sold", "expect": {"outcome": "refuse"}}))
    first = json.loads(forbear("rules", "test", path, "--json").out.splitlines()[0])
    assert first == {"id": "sold", "passed": True, "expected": {"outcome": "refuse"}, "got": "refuse",
                     "duties": ["us-reg-f/transfer-ban"], "faults": []}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"tests": ["transferban"]}, "'transferban' is no duty and no class of us-reg-f. Did you mean 'transfer-ban'?"),
        ({"tests": []}, "it names no duty"),
        ({"expect": {"outcome": "refuse", "dew": "2026-01-01"}}, "unknown key 'dew'. Did you mean 'due'?"),
        ({"act": {"at": "2026-06-03T10:00:00-04:00", "kind": "transfr"}}, "'transfr' is not a value of 'act'"),
        ({"act": {"kind": "transfer", "at": "2026-06-03T10:00:00"}}, "No offset from UTC."),
        ({"act": {"at": "2026-06-03T10:00:00-04:00"}}, "the key 'kind' is missing"),
    ],
)
def test_a_case_about_a_duty_that_is_misspelt_fails_with_what_to_mend(forbear, cases, change, told):
    ended = forbear("rules", "test", cases(json.dumps({**DUTY, "id": "x", "expect": {"outcome": "refuse"}, **change})))
    assert (ended.code, ended.last) == (1, "0 passed, 1 failed")
    assert told in ended.flat


@pytest.mark.parametrize("only", ["allow", "refuse", "review", "unknown"])
def test_only_cases_that_expect_the_verdict_asked_for_are_run(forbear, only):
    wanted = sum(json.loads(line)["expect"]["verdict"] == only for line in lines_of())
    assert forbear("rules", "test", CASES, "--only", only).out == f"{wanted} passed, 0 failed\n"


def test_for_programs_each_case_is_an_object_before_the_closing_line(forbear, cases):
    wrong = {**json.loads(expecting("refuse")), "expect": {"verdict": "allow"}}
    ended = forbear("rules", "test", cases(expecting("allow"), json.dumps(wrong), "{"), "--json")
    *told, closing = ended.out.splitlines()
    first, second, third = map(json.loads, told)
    assert (ended.code, closing) == (1, "1 passed, 2 failed")
    assert (first["passed"], first["got"], first["faults"]) == (True, "allow", [])
    assert (second["passed"], second["got"], second["expected"]) == (False, "refuse", {"verdict": "allow"})
    assert second["rules"]
    assert (third["id"], third["passed"]) == ("cases.jsonl:3", False)


def test_cases_are_read_as_asked(forbear):
    regulation = CASES.with_name("us-reg-f.jsonl")
    assert forbear("rules", "test", regulation, "--only", "allow").code == 0
    assert forbear("rules", "test", regulation, "--only", "allow", "--reading", "strict").code == 1


def test_a_case_file_that_is_not_there_is_told_with_the_nearest(forbear, tmp_path):
    (tmp_path / "cases.jsonl").touch()
    ended = forbear("rules", "test", tmp_path / "cases.jsnl", CASES)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.endswith("there is no such file. Did you mean 'cases.jsonl'?\n")

"""Linking a store again and again: ids stay, weights stay, renewed numbers join only who agrees."""

import re
from datetime import UTC, datetime
from importlib.resources import files as resources

import pytest

from forbear.creditfile.linked import evidence, lenders, renewed
from forbear.creditfile.linked.asked import asked
from forbear.creditfile.linked.linking import link
from forbear.creditfile.linked.naming import row_of
from forbear.creditfile.linked.rows import rows_of_people
from forbear.creditfile.linked.telling import held_words, texts
from forbear.creditfile.tables import tables
from forbear.errors import RecordError
from tests.support.credit_stores import DAY, deliver, files

WANG_XM = {"name": "王小明", "birth_date": "1949-12-31", "as_of": "2026-02-28"}
PASSPORT = {"id_type": "passport", "id_number": "P 77"}
CARD = {"id_type": "cn.ric", "id_number": "11010519491231002X"}
LI_N = {"id_type": "cn.ric", "id_number": "440524199001010018", "name": "李娜", "birth_date": "1990-01-01"}
LATER = datetime(2026, 4, 1, tzinfo=UTC)


def claims(store, *said, **about):
    deliver(store, "identity_claim", [{"as_of": "2026-02-28", **one} for one in said], **about)


def people(store):
    rows_of_people(store)
    return files(store, "identity_claim")


def told(tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path / name


def alias(store, tmp_path, old, new, kinds=("cn.ric", "cn.ric")):
    text = f"old_type,old_number,new_type,new_number,day\n{kinds[0]},{old},{kinds[1]},{new},2026-01-01\n"
    assert renewed.take(store, told(tmp_path, "renewed.csv", text), "letter", DAY) == 1


def test_a_later_run_keeps_the_people_and_says_what_changed(store):
    claims(store, {**WANG_XM, **CARD, "subject": "1"}, {**LI_N, "subject": "2"})
    first = link(store, "2026-11-26")
    before = people(store)
    claims(store, {**WANG_XM, **CARD, "subject": "3"}, lender="Baihe")
    second = link(store, "2026-11-27")
    assert (dict(first.acts), dict(second.acts)) == ({"mint": 2}, {"join": 1})
    assert people(store).items() >= before.items()
    assert people(store)["identity_claim:Baihe:3/"] == before["identity_claim:Qinghe:1/"]


def test_a_linking_that_fails_leaves_nothing_behind(store):
    claims(store, {**WANG_XM, **CARD, "subject": "1"})
    link(store, "2026-11-26")
    before = store.rows("SELECT * FROM identity.person_ledger"), people(store)
    claims(store, {**LI_N, "subject": "2"})

    def broken(name):
        if name == "join":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        link(store, "2026-11-27", step=broken)
    assert (store.rows("SELECT * FROM identity.person_ledger"), people(store)) == before
    assert store.rows("SELECT current_setting('search_path')") == [("",)]


def test_the_doubts_of_the_intake_are_not_those_of_the_linking(store):
    claims(store, {**WANG_XM, "id_type": "cn.ric", "id_number": "11010519491231002", "subject": "1"})
    before = store.rows("SELECT code FROM main.doubt")
    assert link(store, "2026-11-26").doubts == {"number-fails-its-check": 1}
    assert store.rows("SELECT code FROM doubt") == before == [("id-impossible",)]


def test_what_a_run_learnt_is_what_later_runs_judge_by(store):
    store.connection.execute("CREATE SCHEMA identity")
    assert evidence.kept_weights(store) is None
    claims(store, {**WANG_XM, **CARD, "subject": "1"})
    link(store, "2026-11-26")
    assert evidence.kept_weights(store) is None
    store.connection.execute("UPDATE identity.weight SET learnt = true")
    kept = evidence.kept_weights(store)
    assert kept is not None and kept.learnt and kept.levels["phone"][0] == (0.7, 0.0001)
    assert link(store, "2026-11-27").learnt and evidence.kept_weights(store) == kept
    assert not link(store, "2026-11-28", learn=True).learnt


def test_telephones_are_read_in_the_country_of_the_claim_its_number_or_its_lender(store):
    claims(
        store,
        {"subject": "1", "phone": "212-555-0100", "country": "us"},
        {**LI_N, "subject": "2", "phone": "010-5550100"},
    )
    claims(store, {"subject": "3", "phone": "010-5550101"})
    link(store, "2026-11-26")
    found = dict(store.rows("SELECT claim_id, place FROM identity.claim_given"))
    assert [found[f"identity_claim:Qinghe:{n}/"] for n in "123"] == ["US", "CN", "CN"]
    link(store, "2026-11-26", place="de")
    assert ("identity_claim:Qinghe:3/", "DE") in store.rows("SELECT claim_id, place FROM identity.claim_given")


def test_each_part_of_an_edge_is_told_and_all_parts_make_its_weight(store):
    claims(store, {**WANG_XM, **CARD, "subject": "1", "phone": "+12125550100"}, {**LI_N, "subject": "2"})
    claims(
        store,
        {**WANG_XM, "subject": "3", "phone": "+12125550100"},
        {**WANG_XM, **CARD, "subject": "4", "phone": "+12125550100"},
    )
    link(store, "2026-11-26")
    wang, li = (people(store)[f"identity_claim:Qinghe:{n}/"] for n in "12")
    parts = store.rows(
        "SELECT part, level, millibits FROM person_weight WHERE row = 'identity_claim:Qinghe:3/' ORDER BY part"
    )
    assert [part[:2] for part in parts] == [
        ("address", "missing"), ("birth_day", "exact"), ("family_name", "exact"), ("given_name", "exact"),
        ("id_number", "missing"), ("phone", "exact"), ("postcode", "missing"), ("prior", "prior"),
    ]  # fmt: skip
    ((weight,),) = store.rows("SELECT edge.weight FROM identity.edge JOIN identity.joined USING (one, other)")
    assert sum(part[2] for part in parts) == weight
    assert dict(zip([part[0] for part in parts], [part[2] for part in parts], strict=True))["birth_day"] == 13_214
    assert store.rows("SELECT * FROM person_weight WHERE part = 'same'") == [
        (wang, "identity_claim:Qinghe:4/", "identity_claim:Qinghe:1/", "same", "identical", 0)
    ]
    assert store.rows("SELECT * FROM person_weight WHERE part = 'alone'") == [
        (li, "identity_claim:Qinghe:2/", None, "alone", "alone", 0)
    ]


def test_a_renewed_number_is_one_number_only_where_it_is_said(store, tmp_path):
    other = "110105194912310054"
    claims(store, {**WANG_XM, **CARD, "subject": "1"}, {**WANG_XM, **CARD, "id_number": other, "subject": "2"})
    assert link(store, "2026-11-26").people == 2
    alias(store, tmp_path, CARD["id_number"], other)
    told = link(store, "2026-11-27")
    assert (told.people, dict(told.acts), told.doubts) == (1, {"merge": 1}, {})


def test_a_chain_of_renewed_passports_is_one_number(store, tmp_path):
    one = {**WANG_XM, **PASSPORT}
    claims(
        store,
        {**one, "subject": "1"},
        {
            "as_of": "2026-02-28",
            "name": "王小明",
            "id_type": "passport",
            "id_number": "P79",
            "subject": "2",
            "birth_date": "1949-12-30",
        },
    )
    alias(store, tmp_path, "p77", "P78", ("passport", "passport"))
    alias(store, tmp_path, "P78", "P-79", ("passport", "passport"))
    link(store, "2026-11-26")
    assert len(set(people(store).values())) == 1
    assert store.rows("SELECT DISTINCT id_number FROM identity.claim") == [("P79",)]


@pytest.mark.parametrize(
    "said", [{"name": "李娜", "birth_date": "1990-01-01"}, {"name": "李娜"}, {"phone": "+12125550100"}], ids=len
)
def test_a_renewed_number_that_would_join_strangers_is_a_doubt(store, tmp_path, said):
    claims(
        store,
        {**WANG_XM, **CARD, "subject": "1"},
        {**said, "id_type": "cn.ric", "id_number": LI_N["id_number"], "subject": "2"},
    )
    alias(store, tmp_path, CARD["id_number"], LI_N["id_number"])
    told = link(store, "2026-11-26")
    assert (told.people, dict(told.doubts)) == (2, {"renewed-for-strangers": 2})
    numbers = store.rows("SELECT id_number FROM identity.screened ORDER BY claim_id")
    assert numbers == [(CARD["id_number"],), (LI_N["id_number"],)]


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("cn.ric,,cn.ric,2,2026-01-01", "old_number is empty"),
        ("cn.ric,1,cn.ric,2,soon", "day: 'soon' is no day"),
    ],
)
def test_a_table_of_renewed_numbers_with_a_wrong_line_is_refused_whole(store, tmp_path, line, wrong):
    text = f"old_type,old_number,new_type,new_number,day\ncn.ric,3,cn.ric,4,2026-01-01\n{line}\n"
    with pytest.raises(RecordError, match=f"line 3: {wrong}"):
        renewed.take(store, told(tmp_path, "renewed.csv", text), "letter", DAY)
    assert renewed.given(store) == []


def test_the_newest_word_about_a_lender_counts_and_earlier_instants_know_the_earlier_one(store, tmp_path):
    claims(store, {**LI_N, "subject": "2"})
    claims(store, {**LI_N, "subject": "2"}, lender="Baihe")
    link(store, "2026-11-26")
    assert lenders.unnamed(store) == ["Baihe", "Qinghe"]
    assert lenders.take(store, told(tmp_path, "a.csv", "lender,kind\nQinghe,platform\nBaihe,bank\n"), LATER) == 2
    lenders.take(store, told(tmp_path, "b.csv", "lender,kind\nQinghe,micro_loan\n"), DAY)
    rows_of_people(store)
    assert sorted(store.rows("FROM lender_kind")) == [("Baihe", "bank"), ("Qinghe", "platform")]
    rows_of_people(store, DAY)
    assert store.rows("FROM lender_kind") == [("Qinghe", "micro_loan")]


def test_a_kind_of_lender_that_is_none_is_refused_with_the_nearest(store, tmp_path):
    with pytest.raises(RecordError, match=r"line 2: kind: 'banc' is no kind of lender.*bank"):
        lenders.take(store, told(tmp_path, "a.csv", "lender,kind\nQinghe,banc\n"), LATER)


def test_somebody_is_found_by_a_number_and_shown_by_its_last_letters(store):
    claims(store, {**WANG_XM, **CARD, "subject": "1", "phone": "+12125550100"}, {**LI_N, "subject": "2"})
    link(store, "2026-11-26")
    ((one,), (other,)) = asked(store, "11010519491231002x"), asked(store, "+1 212 555 0100")
    assert (one.kind, one.masked, one.claims, one.lenders) == ("cn-ric", "*" * 14 + "002X", 1, 1)
    assert other.person == one.person and asked(store, one.person.lower())[0].person == one.person
    assert asked(store, "999") == []


def test_the_name_of_a_row_has_a_part_for_each_column_of_its_key(store):
    for name, table in tables().items():
        values = ", ".join(f"'a/b:%' AS \"{key}\"" for key in table.key if key != "month")
        month = ", DATE '2026-03-01' AS month" if "month" in table.key else ""
        ((row,),) = store.rows(f"SELECT {row_of(name)} FROM (SELECT 'L' AS lender, {values}{month})")
        keys = ["2026-03" if key == "month" else "a%2Fb%3A%25" for key in table.key]
        assert row == f"{name}:L:{'/'.join(keys)}"


def test_every_reason_for_holding_a_row_is_told_in_both_languages():
    folder = resources("forbear") / "creditfile" / "sql" / "linked"
    for why in texts():
        assert held_words(why, "en").endswith(".") and held_words(why, "zh").endswith("。")
    for name in ("owners", "rows", "claim_rows"):
        text = (folder / f"{name}.sql").read_text(encoding="utf-8")
        assert set(re.findall(r"(?:THEN|ELSE|,) '([a-z]+-[a-z-]+)'", text)) <= set(texts())

"""Bringing a file in the browser: a preview first, columns in both languages, what is left out, what is wrong."""

import re

import pytest

from forbear.labels import LANGUAGES
from forbear.vocabulary import EVENT_KEYS, VALUES
from forbear.web.desks.collector import columns, script
from forbear.web.desks.collector.models import Portfolio
from forbear.web.jobs.worker import work_once
from tests.house.tree import ROOT
from tests.web.desks.collector.conftest import SAMPLE_US, upload
from tests.web.desks.conftest import signed_in

pytestmark = pytest.mark.django_db
SAID = {
    "name": "November", "collector": "beichen", "place": "CN", "zone": "Asia/Shanghai", "currency": "CNY",
    "as_of": "2026-11-27",
}  # fmt: skip


@pytest.fixture
def boss(supervisor):
    return signed_in(supervisor)


def sent(browser, file, **more):
    return browser.post("/collector/portfolios/new", {**SAID, **more, "file": file}, follow=True)


def test_a_file_is_shown_before_anything_is_kept(boss):
    page = sent(boss, upload(), look="yes").content.decode()
    assert "What would be taken in" in page and "is no whole telephone number" in page and "备注" in page
    assert "•••0001" in page and "+861000000001" not in page
    assert not Portfolio.objects.exists()


def test_what_was_seen_is_taken_in_and_its_rejected_rows_can_be_carried_out(boss):
    page = sent(boss, upload(), keep="yes").content.decode()
    assert "being taken in" in page
    assert work_once()
    portfolio = Portfolio.objects.get()
    page = boss.get(f"/collector/portfolios/{portfolio.pk}").content.decode()
    assert "What was not taken in" in page and ">46<" in page
    table = b"".join(boss.get(f"/collector/portfolios/{portfolio.pk}/rejected.csv").streaming_content).decode()
    assert "48,BC-0041,Telephone,is no whole telephone number" in table and "110101199001010000" not in table


def test_the_same_file_again_says_so(boss):
    sent(boss, upload(), keep="yes")
    assert "brought before" in sent(boss, upload(), keep="yes").content.decode()
    assert Portfolio.objects.count() == 1


def test_nobody_collects_under_the_name_of_another_organisation_whose_debts_would_then_be_seen(boss, world_of_another):
    sent(boss, upload(), keep="yes")
    other = signed_in(world_of_another[1])
    page = sent(other, upload(), keep="yes").content.decode()
    assert "somebody else collects under that name" in page and Portfolio.objects.count() == 1
    sent(other, upload(), keep="yes", collector="other agency")
    assert Portfolio.objects.count() == 2


def test_a_column_that_was_not_recognised_can_be_chosen(boss):
    text = SAMPLE_US.replace("Creditor,", "Whose,")
    usual = {"place": "US", "zone": "America/New_York", "currency": "USD"}
    page = sent(boss, upload(text), look="yes", **usual).content.decode()
    assert "These columns were not recognised" in page
    mapping = columns.recognised(text.splitlines()[0].split(",")) | {"creditor": 6}
    chosen = {f"column-{name}": str(place) for name, place in mapping.items()}
    assert "What would be taken in" in sent(boss, upload(text), look="yes", **usual, **chosen).content.decode()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04rest", "spreadsheet"),
        (b"customer,name\n", "no rows"),
        (b"\x00\x01\x02\x03", "no text"),
        (b'a,b\n"open,1\n', "quotation mark"),
    ],
)
def test_a_file_that_is_none_is_told_so(boss, content, said):
    file = upload("")
    file.file.write(content)
    file.file.seek(0)
    file.size = len(content)
    answer = sent(boss, file, look="yes")
    assert answer.status_code == 422 and said in answer.content.decode()


def test_a_file_in_the_encoding_of_chinese_spreadsheets_is_read(boss):
    file = upload("客户编号,姓名,合同编号,债权人,欠款金额\nA1,张示例,L1,银行,10\n".encode("gb18030").decode("latin-1"))
    file.file.seek(0)
    file.file.truncate()
    file.file.write("客户编号,姓名,合同编号,债权人,欠款金额\nA1,张示例,L1,银行,10\n".encode("gb18030"))
    file.file.seek(0)
    assert "张示例" in sent(boss, file, look="yes").content.decode()


def test_no_name_stands_for_two_columns():
    names = [name for entry in columns.table().values() for name in {columns.plain(each) for each in entry["names"]}]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("title", ["紧急联系人", "联系人", "Emergency contact", "Contacts", "通讯录"])
def test_a_list_of_other_people_is_recognised_as_nothing(title):
    assert columns.recognised([title]) == {}


def test_the_script_states_facts_of_the_vocabulary_in_both_languages():
    for row in script.rows():
        kind = EVENT_KEYS["contact"][row["fact"]]
        fits = {"bool": bool, "int": int}.get(kind, str)
        assert type(row["value"]) is fits and (fits is not str or row["value"] in VALUES[kind]), row
        assert len(row["words"]) == len(LANGUAGES) and row["kind"] in ("say", "never", "so")


def test_the_file_of_the_how_to_page_is_taken_in_as_the_page_says(boss):
    page = (ROOT / "docs" / "how-to" / "work-a-portfolio.md").read_text(encoding="utf-8")
    content = re.search(r"```csv\n(.*?)```", page, re.DOTALL)[1]
    shown = sent(boss, upload(content), look="yes").content.decode()
    tiles = re.findall(r"<li[^>]*><b>(\d+)</b><span>([^<]+)</span>", shown)
    assert tiles == [("4", "rows in the file"), ("2", "debtors"), ("3", "debts"), ("1", "Rows not taken in")]
    assert "<code>Remarks</code>" in shown

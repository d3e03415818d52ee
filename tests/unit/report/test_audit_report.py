import re
from collections import Counter
from dataclasses import replace

import pytest

from forbear.audit.result import Bombing, Reached, Rejected
from forbear.errors import InputError, Problem
from forbear.events import History
from forbear.report import sections
from forbear.report.audit_report import build
from tests.support.audit_fixture import clean_result, empty_result, fake_result
from tests.support.html_text import read, text_of

WICKED = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>"
REFERRING = {
    "src",
    "href",
    "action",
    "data",
    "poster",
    "srcset",
    "xlink:href",
    "background",
    "formaction",
    "ping",
}


def wicked_result():
    """An audit in which every text that comes from outside tries to break out of the page."""
    result = fake_result(40)
    parties = result.history.parties
    named = {key: {**facts, "name": WICKED} for key, facts in parties.people.items()}
    parties = replace(
        parties,
        people=named,
        debtor={**parties.debtor, "name": WICKED},
        collectors={key: {**facts, "name": WICKED} for key, facts in parties.collectors.items()},
    )
    finding = result.findings[0]
    reason = replace(finding.reason, says={"en": WICKED, "zh": WICKED}, cite=WICKED, rule=WICKED, rulebook=WICKED)
    return replace(
        result,
        history=History(parties, result.history),
        files=(replace(result.files[0], name=WICKED, format=WICKED),),
        findings=(replace(finding, reason=reason), *result.findings[1:]),
        bombing=replace(result.bombing, signals={WICKED: {"en": WICKED, "zh": WICKED}}),
        rejected=(Rejected(Problem(WICKED, WICKED, WICKED, WICKED), WICKED),),
        rulebooks=(replace(result.rulebooks[0], title={"en": WICKED}, leaves_out=(WICKED,), covers=WICKED),),
        assumptions=({"en": WICKED, "zh": WICKED},),
    )


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_names_cannot_put_code_into_the_page(lang):
    page = read(build(wicked_result(), lang, masked=False))
    assert not {"script", "img"} & set(page.tags)
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    assert "alert('x')" in "".join(page.lines)


@pytest.mark.parametrize("result", [fake_result(), empty_result(), wicked_result()], ids=["full", "empty", "wicked"])
def test_the_page_refers_to_no_other_host_and_runs_no_script(result):
    page = read(build(result, "en"))
    referring = [value for _, name, value in page.attributes if name in REFERRING]
    assert [value for value in referring if not value.startswith("#")] == []
    assert not {"script", "link", "iframe", "object", "embed", "base", "img"} & set(page.tags)
    addresses = re.findall(r"url\(([^)]*)\)|@import|https?:", page.styles)
    assert addresses == ["#hatch"]


@pytest.mark.parametrize(("lang", "named"), [("en", "en"), ("zh", "zh-Hans")])
def test_the_page_says_which_language_it_is_in(lang, named):
    assert ("html", "lang", named) in read(build(empty_result(), lang)).attributes


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_finding_is_listed_with_its_number(lang):
    result = fake_result(300)
    html = build(result, lang)
    label = {"en": "No.", "zh": "编号"}[lang]
    numbers = re.findall(rf'<td data-label="{re.escape(label)}"><span>([\d,]+)</span>', html)
    assert sorted(int(number.replace(",", "")) for number in numbers) == [f.number for f in result.findings]


def test_the_page_says_how_many_findings_of_a_rule_and_rejected_rows_it_leaves_to_the_files(monkeypatch):
    monkeypatch.setattr(sections, "ROWS_MOST", 20)
    result = fake_result(300)
    most = max(Counter((f.reason.rulebook, f.reason.rule) for f in result.findings).values())
    rejected = tuple(Rejected(Problem(f"a.xml:{n}", "bad")) for n in range(50))
    html = build(replace(result, rejected=rejected), "en")
    assert "30 rows more are in rejected.jsonl." in text_of(html)
    assert f"{most - 20} findings more of this rule are in findings.csv and findings.jsonl." in text_of(html)
    assert len(re.findall(r'<td data-label="No\.">', html)) < len(result.findings)


def test_chinese_labels_are_in_all_three_pictures():
    pictures = re.findall(r"<svg class=\"marks\".*?</svg>", build(fake_result(), "zh"), flags=re.DOTALL)
    assert [any(word in svg for svg in pictures) for word in ("周一", "6月1日", "债务人本人", "亲属")] == [True] * 4
    assert len(pictures) == 3


def test_a_standard_is_never_called_a_law_and_the_report_is_no_legal_advice():
    text = text_of(build(fake_result(), "en"))
    assert "A published standard. It is not a law." in text
    assert "It is no legal advice." in text
    assert "Rule no-disclosure of “Convention on self-discipline in collecting internet loans (2018)”" in text


def test_a_closed_night_is_told_as_one_stretch_with_its_force():
    text = text_of(build(fake_result(), "en"))
    assert "cn-gbt-45251-2025 hours, 22:00 to 08:00, every day (published standard)" in text


def test_telephone_numbers_are_hidden_unless_asked_for():
    result = fake_result()
    assert "100 0000" not in build(result, "en")
    assert "+86 100 0000 0731" in build(result, "en", masked=False)


def test_without_contacts_findings_or_rejects_each_section_says_so():
    text = text_of(build(empty_result(), "en"))
    for sentence in (
        "There was nothing to judge.",
        "No findings:",
        "Every rule could be decided",
        "Every row could be read.",
        "Nobody but people with a duty to pay was contacted.",
        "Nothing was assumed.",
        "No collector appears",
    ):
        assert sentence in text


def test_clean_contacts_are_not_called_anything_worse():
    text = text_of(build(clean_result(), "en"))
    assert "No contact was found to go against a rule" in text
    assert "Most serious" not in text


def test_a_long_list_is_folded_and_a_picture_of_many_people_is_capped():
    result = fake_result()
    event = result.judged[0].contact
    many = tuple(Reached(f"X{n}", "friend", (event,), ("C1",), False, False, 0) for n in range(60))
    rejected = tuple(Rejected(Problem(f"a.xml:{n}", "bad")) for n in range(50))
    crowd = replace(result, bombing=Bombing("signs", many, {}, {}, {}), rejected=rejected)
    text = text_of(build(crowd, "en"))
    assert "The picture shows the 25 people contacted most; the table lists all." in text
    assert "35 more people" in text
    assert "30 more rows" in text
    assert "X59" in text


def test_another_language_is_refused():
    with pytest.raises(InputError):
        build(empty_result(), "fr")

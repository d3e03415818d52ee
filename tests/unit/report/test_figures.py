from dataclasses import replace

from forbear.report.figures import (
    CollectorFigures,
    ForceFigures,
    collector_figures,
    force_figures,
    rule_figures,
    summary_figures,
    undetermined_figures,
)
from tests.support.audit_fixture import clean_result, empty_result, fake_result


def with_force(finding, force):
    return replace(finding, reason=replace(finding.reason, force=force))


def test_the_numbers_of_the_summary_agree_with_each_other():
    figures = summary_figures(fake_result())
    assert figures.contacts == figures.judged + figures.inbound == 120
    assert figures.judged == figures.refused + figures.review + figures.unknown + figures.allowed
    assert figures.findings == sum(force.findings for force in figures.forces)
    assert figures.rows == figures.kept + figures.dropped + figures.rejected


def test_an_empty_audit_has_numbers_too():
    figures = summary_figures(empty_result())
    assert (figures.contacts, figures.worst, figures.first, figures.forces) == (0, None, None, ())
    assert (figures.rows, figures.dropped) == (40, 40)


def test_a_contact_that_breaks_two_rules_of_one_force_counts_once():
    result = fake_result()
    first, second = result.findings[:2]
    assert first.contact is second.contact
    two = replace(result, findings=(first, second))
    assert force_figures(rule_figures(two)) == (ForceFigures("standard", findings=2, contacts=1, rules=2),)


def test_rules_stand_by_force_first_and_then_by_how_often_they_spoke():
    result = fake_result()
    weak_but_many = [with_force(finding, "guidance") for finding in result.findings[:9]]
    strong_but_one = with_force(result.findings[20], "duty")
    rules = rule_figures(replace(result, findings=(*weak_but_many, strong_but_one)))
    assert [rule.force for rule in rules] == ["duty"] + ["guidance"] * (len(rules) - 1)
    counts = [rule.contacts for rule in rules[1:]]
    assert counts == sorted(counts, reverse=True)


def test_no_finding_is_lost_when_they_are_grouped():
    result = fake_result()
    numbers = sorted(finding.number for rule in rule_figures(result) for finding in rule.findings)
    assert numbers == [finding.number for finding in result.findings]


def test_the_worst_is_the_strongest_however_seldom_it_spoke():
    result = fake_result()
    worst = with_force(result.findings[-1], "presumption")
    figures = summary_figures(replace(result, findings=(*result.findings[:-1], worst)))
    assert (figures.worst.force, figures.worst.contacts) == ("presumption", 1)


def test_among_equal_forces_the_worst_is_that_which_hit_people_who_owe_nothing():
    assert summary_figures(fake_result()).worst.rule == "no-disclosure"


def test_a_collector_is_told_with_channels_people_and_breaches():
    assert collector_figures(clean_result()) == (
        CollectorFigures("C1", 1, (("call", 1),), 1, 0, 0, 0, None),
        CollectorFigures("C2", 1, (("sms", 1),), 1, 0, 0, 0, None),
    )


def test_undetermined_rules_name_each_missing_fact_once_and_count_contacts_once():
    result = fake_result()
    twice = replace(result, undetermined=(*result.undetermined, *result.undetermined))
    assert [(row.rule, row.missing, row.contacts) for row in undetermined_figures(twice)] == [
        ("third-party-gate", ("address_source", "debtor.reachable"), 36),
        ("private-account", ("sender_account",), len(result.undetermined[2].contacts)),
        ("agreed-contact", ("debtor.reachable",), 4),
    ]


def test_the_fact_missing_most_often_is_that_of_the_most_contacts_and_not_of_the_most_rules():
    result = fake_result()
    assert summary_figures(result).most_missing == "address_source"
    few = replace(result.undetermined[0], contacts=result.undetermined[0].contacts[:1])
    assert summary_figures(replace(result, undetermined=(few, few, result.undetermined[2]))).most_missing == (
        "sender_account"
    )
    assert summary_figures(empty_result()).most_missing == ""

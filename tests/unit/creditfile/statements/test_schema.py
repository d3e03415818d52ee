from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from forbear.creditfile.statements import Basis, Rate, documents
from forbear.creditfile.statements.schema import schema
from tests.support.credit_relations import Relations, story

BASIS = Basis(
    known_until="2026-06-01T00:00:00Z",
    made_at="2026-06-02T08:00:00Z",
    units={"applications_90d": "count"},
    rates=[Rate("applications_90d", 3, 5, 102, 1000, "some loans")],
)


def whole() -> dict[str, Any]:
    """A document with something everywhere."""
    rights = {"consents": [{"to": "Lanjing"}], "looks": [], "disputes": []}
    (document,) = documents(
        story().connection(),
        BASIS,
        lambda *_: {"answer": "reject", "reasons": []},
        lambda who: dict.fromkeys(who, rights),
    )
    return document


def test_documents_are_as_the_schema_says() -> None:
    check = jsonschema_rs.validator_for(schema())
    assert not [error.message for error in check.iter_errors(whole())]
    (empty,) = documents(Relations().connection(), BASIS)
    assert not [error.message for error in check.iter_errors(empty)]


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda one: one.pop("report"),
        lambda one: one.update(more=1),
        lambda one: one["report"].update(sha256="x"),
        lambda one: one["statements"][0].update(rows=[]),
        lambda one: one["statements"][0].update(section="gossip"),
        lambda one: one["statements"][0].update(rows=["friend:Qinghe:1"]),
        lambda one: one["statements"][-1]["values"].update(phone="what a held row says"),
        lambda one: one["decision"].update(answer="perhaps"),
        lambda one: one["decision"].update(reasons=[{}] * 5),
        lambda one: next(iter(one["evidence"].values())).update(score=1),
    ],
)
def test_a_document_that_is_spoilt_is_found_by_the_schema(spoilt: Any) -> None:
    document = whole()
    spoilt(document)
    assert not jsonschema_rs.validator_for(schema()).is_valid(document)


def test_the_measured_rate_stands_beside_the_count() -> None:
    (stated,) = [one for one in whole()["statements"] if one["code"] == "applications_90d"]
    measured = {"bad_permille": 102, "n": 1000, "source": "some loans"}
    assert stated["values"] == {
        "figure": "applications_90d",
        "unit": "count",
        "low": 3,
        "high": 3,
        "measured": measured,
    }

"""The shipped sample of deliveries as a store, linked, and its documents."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from forbear.creditfile.decision import cards
from forbear.creditfile.intake.listed import listed
from forbear.creditfile.intake.mapping import read_mapping
from forbear.creditfile.intake.taking import Delivery, take_in
from forbear.creditfile.linked import lenders
from forbear.creditfile.linked.linking import link
from forbear.creditfile.statements.chain import Asked
from forbear.creditfile.statements.making import By, made
from forbear.creditfile.store import Store
from forbear.rules.catalog import credit_book
from tests.house.tree import ROOT
from tests.support.shared import made_once

SAMPLE = ROOT / "src" / "forbear" / "sample" / "credit"
YULAN, YULIN, GANG, XIAOYU = (f"P{number:08}" for number in range(1, 5))
ASKED = Asked(date(2026, 6, 5), people=(YULAN,), zone="Asia/Shanghai")


@cache
def by() -> By:
    """The shipped figures and the card of the sample."""
    return By(credit_book("figures"), cards.load(SAMPLE / "card.toml"), credit_book("policy-sample"))


@cache
def folder() -> Path:
    """A folder with the store, made once for all processes of a run; nobody writes into it."""
    return made_once("credit-sample", build)


def build(into: Path) -> None:
    """Take the sample in and link it."""
    came = Delivery(SAMPLE, "", datetime(2026, 6, 1, tzinfo=UTC), read_mapping(str(SAMPLE / "lender.toml")))
    with Store(into, write=True) as store:
        for one in listed(came, SAMPLE / "deliveries.csv"):
            take_in(store, one)
        lenders.take(store, SAMPLE / "lenders.csv", came.received)
        link(store, "2026-06-02", place="GB")


@cache
def document(person: str = YULAN) -> dict[str, Any]:
    """The document of a person of the sample."""
    with Store(folder()) as store:
        (found,) = made(store, replace(ASKED, people=(person,)), by())
    return json.loads(found.text)

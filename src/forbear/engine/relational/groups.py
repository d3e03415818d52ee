"""Groups that are no plain keys: the address, and to whom the debts are owed. The mirror of ``engine/matching.py``."""

from __future__ import annotations

from sqlglot import exp

from forbear.engine.relational.sql import col, eq, has, is_null, names, null, some, when
from forbear.engine.relational.truth import Val, fresh, missing
from forbear.engine.relational.views import EventView, FrameView
from forbear.rules.format import Fact


def _same_address(fact: Fact, frame: FrameView, event: EventView) -> Val:
    mine, other = frame.own.column("address", "text"), event.row.column("address", "text")
    lacking = when((is_null(fresh(mine)), names(("address",))), other=names((f"earlier {fact.event}.address",)))
    return Val(eq(mine, other), lambda: lacking)


def _same_creditor(fact: Fact, frame: FrameView, event: EventView) -> Val:
    own, of_debt = frame.own.column("creditor", "text"), frame.parties["debt"].column("creditor", "text")
    mine = exp.Coalesce(this=own, expressions=[of_debt])
    unknown = some(is_null(mine), col("e", "owed.lacking"))
    theirs = exp.Coalesce(this=has(col("e", "owed.to"), fresh(mine)), expressions=[exp.false()])
    return missing(when((col("e", "owed.free"), exp.true()), (unknown, null("bool")), other=theirs), ("debt.creditor",))


GROUP_TESTS = {"address": _same_address, "creditor": _same_creditor}

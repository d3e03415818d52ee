"""The sample case as a case of the desk, for demonstrations: a borrower of her own, and a client of the adviser."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from forbear.audit.intake.base import Options
from forbear.audit.marks import Owner, read_marks
from forbear.plan.months import add_months
from forbear.report.digest_due import Days
from forbear.web.desks.borrower import cases, credit, digests, documents, keeping, money, talks, writing
from forbear.web.desks.borrower.brought import Brought
from forbear.web.desks.borrower.models import Case
from forbear.web.people.models import Membership, Organisation, User
from forbear.web.people.opening import CLIENT
from forbear.web.people.roles import BORROWER

PLACE, ZONE = "CN", "Asia/Shanghai"
LAST_TOLD = date(2026, 4, 19).toordinal()
"""The last day on which somebody says something in the sample: everything is moved on by whole months from there."""
LOGGED = Days(date(2026, 3, 23).toordinal(), date(2026, 3, 29).toordinal())
HER_LOGS = ("borrower-calls.xml", "borrower-sms.xml")
OF_OTHERS = {"sister": "relative", "colleague": "colleague", "friend": "address_book_contact"}


def fill(people: Mapping[str, User], organisations: Mapping[str, Organisation]) -> None:
    """Lay both cases out, where they are not there yet."""
    borrower, adviser = people.get("borrower"), people.get("adviser")
    if borrower is not None:
        _fill_for(borrower.memberships.filter(role=BORROWER).first(), _whole)
    if adviser is not None:
        centre = adviser.memberships.get(role="adviser").organisation
        client = User.objects.by_name(CLIENT) or User.objects.create_user(CLIENT)
        _fill_for(Membership.objects.get_or_create(user=client, organisation=centre, role=BORROWER)[0], _money)


def _fill_for(membership: Membership | None, lay: Callable[[Case], None]) -> None:
    if membership is None or Case.objects.filter(person=membership.user_id).exists():
        return
    lay(cases.begin(membership, PLACE, ZONE))


def _whole(case: Case) -> None:
    with as_file(files("forbear").joinpath("sample")) as folder:
        marks = read_marks(folder / "collectors.toml").collectors
        options = Options(zone=ZONE, region=PLACE)
        _keep(case, folder, HER_LOGS, marks, Owner(), options, judges=False)
        *_, last = OF_OTHERS
        for person, role in OF_OTHERS.items():
            names = (f"{person}-calls.xml", f"{person}-sms.xml")
            _keep(case, folder, names, marks, Owner(person, role), options, judges=person == last)
    _money(case)
    documents.write_record(case, digests.CAME, [_came(case)])
    credit.ask_for(case, "sample")
    digests.ask_for(case, LOGGED)


def _keep(
    case: Case, folder: Path, names: tuple[str, ...], marks: Any, owner: Owner, options: Options, judges: bool
) -> None:
    keeping.keep(case, [Brought(folder / name, name) for name in names], marks, owner, options, judges)


def _money(case: Case) -> None:
    """Debts, budget, loan, talks and who writes, as the sample has them, moved on to these months."""
    move = partial(_moved, months=_months(talks.today(case)))
    for kind, name in ((money.DEBTS, "debts"), (money.BUDGET, "budget"), (money.TALKS, "talks")):
        documents.write(case, kind, json.dumps(move(_read(name)), ensure_ascii=False, default=str))
    told = _read("case")
    loan = {**_read("loan"), "name": told["loan"][0]["lender"]}
    documents.write(case, money.LOANS, json.dumps({"loan": [loan]}, ensure_ascii=False, default=str))
    documents.write_record(case, writing.ME, told["me"])
    lenders = {one["name"]: {key: value for key, value in one.items() if key != "name"} for one in told["lender"]}
    documents.write_record(case, writing.LENDERS, lenders)


def _came(case: Case) -> dict[str, str]:
    today = talks.today(case)
    came, by = (date.fromordinal(day).isoformat() for day in (today - 2, today + 12))
    return {"from": "Lanjing Example Loans", "kind": "notice", "came": came, "answer_by": by, "about": ""}


def _read(name: str) -> dict[str, Any]:
    text = files("forbear").joinpath("sample", f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text, parse_float=Decimal)


def _months(today: int) -> int:
    """By how many whole months everything is moved on so that nothing was said in the future."""
    months = 0
    while add_months(LAST_TOLD, months + 1) <= today:
        months += 1
    return months


def _moved(told: Any, months: int) -> Any:
    """The same with each day so many months later."""
    if isinstance(told, date):
        return date.fromordinal(add_months(told.toordinal(), months))
    if isinstance(told, dict):
        return {key: _moved(value, months) for key, value in told.items()}
    return [_moved(one, months) for one in told] if isinstance(told, list) else told

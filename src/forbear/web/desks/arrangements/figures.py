"""The figures of a team for seven days beside the seven before: numbers of groups, never one by one.

There is no order by any of them: people stand in the order of their names, so that nobody is first for asking most.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpRequest

from forbear.calendar import Day, Instant
from forbear.plan.negotiation import STANDING
from forbear.web.desks.arrangements.instalments import word_on
from forbear.web.desks.arrangements.models import Arrangement, DayCount, Instalment, Line, Paper
from forbear.web.desks.collector.models import Account
from forbear.web.people.may import visible
from forbear.web.people.models import User

WEEK = 7
ACT = "figures.see"
REFUSED = ("refuse", "not-now", "ask-a-person")
OF_GATE = ("allow", "refused", "used", "released", "revoked", "expired")
OF_PROMISES = ("kept", "late", "part", "broken")
OF_WORK = ("accounts", "today", "overdue", "unanswered")
COLUMNS = (*OF_WORK, *OF_GATE, *OF_PROMISES, "complaint")
"""The figures, in the order in which they are shown."""
MOST_REASONS = 3


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days up to and with ``last``; the seven before them are what they are compared with."""

    last: Day
    today: Day
    now: Instant

    @property
    def first(self) -> Day:
        """Its first day."""
        return self.last - WEEK + 1

    @property
    def before(self) -> Day:
        """The first day of the seven before."""
        return self.first - WEEK


@dataclass(slots=True)
class Person:
    """Somebody's figures: now and before, by name; the reasons of refusals; refusals and kept promises by day."""

    user: int | None
    name: str = ""
    now: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    then: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    why: list[tuple[str, int]] = field(default_factory=list)
    refused_on: dict[Day, int] = field(default_factory=dict)
    kept_on: dict[Day, int] = field(default_factory=dict)


def people(request: HttpRequest, week: Week) -> list[Person]:
    """Everybody who has accounts, asked the gate or has promises due, by name; who has none is called nobody."""
    found: dict[int | None, Person] = {}
    _take(found, _of_work(request, week))
    _take(found, _of_gate(request, week))
    _take(found, _of_promises(request, week))
    for user, why, n in _reasons(request, week):
        if user in found and len(found[user].why) < MOST_REASONS:
            found[user].why.append((why, n))
    names = User.objects.names(one for one in found if one)
    for user, one in found.items():
        one.name = names.get(user, "") if user else ""
    return sorted(found.values(), key=lambda one: (not one.name, one.name))


def together(every: Iterable[Person]) -> Person:
    """All of them as one."""
    whole = Person(None)
    for one in every:
        for mine, theirs in ((whole.now, one.now), (whole.then, one.then)):
            for name, n in theirs.items():
                mine[name] += n
        for mine_on, theirs_on in ((whole.refused_on, one.refused_on), (whole.kept_on, one.kept_on)):
            for day, n in theirs_on.items():
                mine_on[day] = mine_on.get(day, 0) + n
    return whole


def lines(request: HttpRequest, week: Week, what: str, who: int | None) -> QuerySet[Line]:
    """The lines behind a figure of the gate, or complaints; the newest first."""
    found = visible(Line, request, ACT).filter(day__gte=week.first, day__lte=week.last).filter(_gate(what, week.now))
    return found.filter(user=who).select_related("account", "user").order_by("-at", "-pk")


def instalments(request: HttpRequest, week: Week, what: str, who: int | None) -> QuerySet[Instalment]:
    """The instalments behind a figure of promises."""
    found = visible(Instalment, request, ACT).annotate(word=word_on(week.today))
    found = found.filter(word=what, last_day__gte=week.first, last_day__lte=week.last)
    return (
        found.filter(arrangement__account__assigned_to=who)
        .select_related("arrangement__account")
        .order_by("last_day", "pk")
    )


def accounts(request: HttpRequest, who: int | None) -> QuerySet[Account]:
    """The accounts that somebody has."""
    return visible(Account, request, ACT).filter(assigned_to=who).order_by("pk")


def unanswered(request: HttpRequest, week: Week, who: int | None) -> QuerySet[Paper]:
    """Letters that went out, and whose day to look for an answer is over."""
    found = visible(Paper, request, ACT).filter(_unanswered(week.today), account__assigned_to=who)
    return found.select_related("account").order_by("answer_by", "pk")


Counted = Iterable[tuple[int | None, str, bool, Day | None, int]]
"""Person, figure, whether of the seven days, the day where it is counted by day, how many."""


def _take(found: dict[int | None, Person], counted: Counted) -> None:
    for user, name, is_now, day, n in counted:
        one = found.setdefault(user, Person(user))
        (one.now if is_now else one.then)[name] += n
        if day is not None and name == "refused":
            one.refused_on[day] = one.refused_on.get(day, 0) + n
        if day is not None and name == "kept":
            one.kept_on[day] = one.kept_on.get(day, 0) + n


def _of_work(request: HttpRequest, week: Week) -> Counted:
    # By organisation too, though it is not asked for: so the groups lie in an index, and no row is opened.
    every = visible(Account, request, ACT).values_list("organisation", "assigned_to").annotate(n=Count("pk")).order_by()
    yield from ((user, "accounts", True, None, n) for _, user, n in every)
    standing = Q(ended="", state__in=STANDING)
    every_deal = visible(Arrangement, request, ACT).filter(standing)
    over = every_deal.filter(late_from__lt=week.today).values_list("account__assigned_to").annotate(n=Count("pk"))
    yield from ((user, "overdue", True, None, n) for user, n in over.order_by())
    due = every_deal.filter(next_day=week.today).values_list("account__assigned_to")
    yield from ((user, "today", True, None, n) for user, n in due.annotate(n=Count("pk")).order_by())
    late = visible(Paper, request, ACT).filter(_unanswered(week.today)).values_list("account__assigned_to")
    yield from ((user, "unanswered", True, None, n) for user, n in late.annotate(n=Count("pk")).order_by())


def _of_gate(request: HttpRequest, week: Week) -> Counted:
    rows = visible(DayCount, request, ACT).filter(day__gte=week.before, day__lte=week.last)
    grouped = rows.values_list("user", "what", "became", "day").annotate(number=Sum("n")).order_by()
    for user, what, became, day, n in grouped:
        for name in _names(what, became):
            yield user, name, day >= week.first, day, n
    open_still = visible(Line, request, ACT).filter(
        what="allow", became="", expires_at__gt=week.now, day__gte=week.today - 1, day__lte=week.last
    )  # fmt: skip
    for user, day, n in open_still.values_list("user", "day").annotate(number=Count("pk")).order_by():
        yield user, "expired", day >= week.first, day, -n


def _names(what: str, became: str) -> tuple[str, ...]:
    """The figures that a line counts in; a permit that nobody closed has run out, but for those that are open still."""
    if what == "allow":
        return "allow", became or "expired"
    return ("refused",) if what in REFUSED else (what,)


def _gate(what: str, now: Instant) -> Q:
    """The lines of a figure: the same as ``_names`` says of one."""
    found: Mapping[str, Q] = {
        "allow": Q(what="allow"),
        "refused": Q(what__in=REFUSED),
        "expired": Q(what="allow", became="", expires_at__lte=now),
        "complaint": Q(what="complaint"),
        **{became: Q(what="allow", became=became) for became in ("used", "released", "revoked")},
    }
    return found.get(what, Q(pk__in=()))


def _of_promises(request: HttpRequest, week: Week) -> Counted:
    rows = visible(Instalment, request, ACT).filter(last_day__gte=week.before, last_day__lte=week.last)
    grouped = rows.annotate(word=word_on(week.today)).values_list(
        "arrangement__account__assigned_to", "word", "last_day"
    )  # fmt: skip
    for user, word, day, n in grouped.annotate(n=Count("pk")).order_by():
        yield user, word, day >= week.first, day, n


def _reasons(request: HttpRequest, week: Week) -> Iterable[tuple[int | None, str, int]]:
    rows = visible(DayCount, request, ACT).filter(day__gte=week.first, day__lte=week.last, what__in=REFUSED)
    found: Any = rows.exclude(why="").values_list("user", "why").annotate(number=Sum("n"))
    return list(found.order_by("-number", "why"))


def _unanswered(today: Day) -> Q:
    return Q(state="printed", answer_by__lt=today)

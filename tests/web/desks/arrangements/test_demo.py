"""A demonstration shows arrangements of each kind, and filling it again changes nothing."""

from forbear.web.desks.arrangements import demo
from forbear.web.desks.arrangements.models import Arrangement, Line, Paper
from forbear.web.desks.collector import demo as collector_demo
from forbear.web.people.models import Membership, Organisation, User


def test_a_demonstration_shows_plans_promises_letters_and_figures_once(gate, settings, clock):
    agency = Organisation.objects.create(name="Beichen Example Agency", kind="collector", is_house=True)
    people = {role: User.objects.create_user(f"{role}@demo.example") for role in ("collector", "supervisor")}
    for role, user in people.items():
        Membership.objects.create(user=user, organisation=agency, role=role)
    for _ in range(2):
        collector_demo.fill(people, {agency.name: agency})
        demo.fill(people, {agency.name: agency})
    states = set(Arrangement.objects.values_list("state", flat=True))
    assert {"proposed", "countered", "kept", "broken", "fulfilled"} <= states, states
    assert Arrangement.objects.count() == len(demo.PLANS) + 2
    assert Paper.objects.exists() and Line.objects.filter(what="allow").exists()

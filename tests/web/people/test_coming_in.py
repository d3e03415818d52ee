"""Coming in and going out: passwords, second factor, lock-out, links, sessions, choices."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from axes.models import AccessAttempt
from django.conf import settings as chosen
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django.utils import timezone

from forbear.web.people import opening
from forbear.web.people.devices import device
from forbear.web.people.links import find_link, new_link, use_link
from forbear.web.people.models import Link, Membership, Organisation, User
from tests.support.people import PASSWORD

NEW = "lantern-gravel-seven"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def signs_in(client, name, password=PASSWORD):
    return client.post("/sign-in", {"login": name, "password": password})


def is_in(client):
    return client.get("/account").status_code == 200


def new_person(**more):
    return {"name": "New@Example.com ", "password": NEW, "again": NEW, **more}


@pytest.fixture
def admin(world):
    return world.people["admin"]


def test_a_name_is_known_in_large_and_small_letters_and_passwords_are_argon2(world, admin, client):
    assert signs_in(client, f" {admin.name.upper()} ").headers["Location"] == "/"
    assert is_in(client)


def test_no_session_holds_the_name_of_its_person(world, admin, client):
    signs_in(client, admin.name)
    assert is_in(client) and admin.name not in str(dict(client.session))


def test_passwords_are_hashed_by_argon2():
    from forbear.web.config import settings

    assert settings.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def test_who_was_sent_to_sign_in_comes_back_to_the_page_and_to_no_other_host(admin, client):
    assert client.get("/members").headers["Location"] == "/sign-in?next=/members"
    told = {"login": admin.name, "password": PASSWORD}
    assert client.post("/sign-in?next=/members", told | {"next": "/members"}).headers["Location"] == "/members"
    client.post("/sign-out")
    assert client.post("/sign-in", told | {"next": "https://evil.example/"}).headers["Location"] == "/"


def test_a_wrong_password_and_a_name_that_nobody_has_give_the_same_page(admin, client):
    answers = [signs_in(client, name, "wrong").content.decode() for name in (admin.name, "nobody@ours.example")]
    first, second = (
        answer.split("<main")[1].replace(admin.name, "").replace("nobody@ours.example", "") for answer in answers
    )
    token = "csrfmiddlewaretoken"
    assert [line for line in first.splitlines() if token not in line] == [
        line for line in second.splitlines() if token not in line
    ]


def test_five_wrong_passwords_lock_the_name_at_that_address_and_nobody_else(world, admin, client):
    for _ in range(chosen.AXES_FAILURE_LIMIT - 1):
        assert signs_in(client, admin.name, "wrong").status_code == 200
    assert signs_in(client, admin.name, "wrong").status_code == 429
    assert "quarter of an hour" in Client().get("/").content.decode() or not is_in(client)
    signs_in(client, admin.name)
    assert not is_in(client), "the right password does not help now"
    elsewhere = Client(REMOTE_ADDR="192.0.2.9")
    signs_in(elsewhere, world.people["auditor"].name)
    assert is_in(elsewhere)
    assert not AccessAttempt.objects.filter(username__contains="@").exists(), "names are kept hashed"


def test_a_lock_ends_by_itself(admin, client):
    for _ in range(chosen.AXES_FAILURE_LIMIT):
        signs_in(client, admin.name, "wrong")
    AccessAttempt.objects.update(attempt_time=timezone.now() - chosen.AXES_COOLOFF_TIME - timedelta(seconds=1))
    from django.core.cache import cache

    cache.clear()
    signs_in(client, admin.name)
    assert is_in(client)


def test_with_a_second_factor_the_password_alone_opens_nothing(admin, client):
    TOTP.activate(admin, SECRET)
    assert signs_in(client, admin.name).headers["Location"].startswith("/sign-in/code")
    assert not is_in(client)
    assert client.post("/sign-in/code", {"code": "000000"}).status_code == 200 and not is_in(client)
    code = format_hotp_value(hotp_value(SECRET, next(iter(yield_hotp_counters_from_time()))))
    assert client.post("/sign-in/code", {"code": code}).status_code == 302 and is_in(client)
    again = Client()
    signs_in(again, admin.name)
    again.post("/sign-in/code", {"code": code})
    assert not is_in(again), "a code is for once"


def test_a_second_factor_is_switched_on_with_recovery_codes_and_off_again(admin, client):
    signs_in(client, admin.name)
    again = client.get("/account/second-factor/app").headers["Location"]
    assert again.startswith("/sign-in/again"), "the password is asked for once more"
    client.post(again, {"password": PASSWORD})
    page = client.get("/account/second-factor/app").content.decode()
    secret = client.session["mfa.totp.secret"]
    assert secret in page and "<svg" in page
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    assert (
        client.post("/account/second-factor/app", {"code": code}).headers["Location"] == "/account/second-factor/codes"
    )
    codes = client.get("/account/second-factor/codes/file").content.decode().split()
    assert len(codes) == 10
    other = Client()
    signs_in(other, admin.name)
    assert other.post("/sign-in/code", {"code": codes[0]}).status_code == 302 and is_in(other)
    assert client.post("/account/second-factor/app/off").status_code == 302
    third = Client()
    signs_in(third, admin.name)
    assert is_in(third)


def test_where_the_server_wants_it_staff_come_no_further_without_a_second_step(world, admin, settings):
    settings.SECOND_STEP = True
    client, borrower = world.client("admin"), world.client("borrower")
    assert client.get("/members").headers["Location"] == "/account/second-factor"
    assert "Switch it on to go on" in client.get("/account/second-factor").content.decode()
    assert "Switch it on to go on" not in borrower.get("/account/second-factor").content.decode()
    assert client.get("/account").status_code == 200 and borrower.get("/members").status_code == 403
    TOTP.activate(admin, SECRET)
    assert client.get("/members").status_code == 200


def test_an_invitation_lets_one_person_into_the_role_that_it_says(world, client):
    link, token = new_link("invite", organisation=world.ours, role="auditor", made_by=world.people["admin"])
    assert token not in str(Link.objects.values_list().get(pk=link.pk))
    assert "as an auditor" in client.get(f"/come/{token}").content.decode()
    assert client.post(f"/come/{token}", new_person()).headers["Location"] == "/"
    assert is_in(client)
    made = User.objects.by_name("new@example.com")
    assert [(one.role, one.organisation) for one in made.memberships.all()] == [("auditor", world.ours)]
    for again in (Client().get(f"/come/{token}"), Client().post(f"/come/{token}", new_person(name="second"))):
        assert again.status_code == 404
    assert User.objects.by_name("second") is None


def test_somebody_who_is_signed_in_takes_an_invitation_with_the_account_that_is_there(world):
    _link, token = new_link("invite", organisation=world.theirs, role="auditor")
    client = world.client("borrower")
    assert client.post(f"/come/{token}").headers["Location"] == "/"
    assert Membership.objects.filter(user=world.people["borrower"], organisation=world.theirs, role="auditor").exists()


def test_of_two_who_use_a_link_at_once_one_comes_in(world):
    link, token = new_link("invite", organisation=world.ours, role="auditor")
    found = [find_link("invite", token) for _ in range(2)]
    assert [use_link(each) for each in found] == [True, False]
    assert link.pk == found[0].pk


@pytest.mark.parametrize("purpose", ["invite", "setup", "open", "password"])
def test_a_link_ends_with_its_time_and_is_good_for_one_purpose_only(purpose, db):
    link, token = new_link(purpose)
    assert find_link(purpose, token) == link
    assert [find_link(other, token) for other in ("invite", "setup", "open", "password") if other != purpose] == [
        None
    ] * 3
    Link.objects.update(expires_at=timezone.now())
    assert find_link(purpose, token) is None


def test_a_bad_password_and_a_name_that_is_taken_are_told_beside_the_field(world, client):
    _link, token = new_link("invite", organisation=world.ours, role="auditor")
    told = new_person(name=world.people["admin"].name, again="another")
    page = client.post(f"/come/{token}", told).content.decode()
    assert page.count('aria-invalid="true"') == 2 and 'role="alert"' in page
    assert "This name cannot be used" in page and "not the same" in page
    page = client.post(f"/come/{token}", new_person(password="1234567890", again="1234567890")).content.decode()
    assert "too common" in page and "entirely numeric" in page


def test_the_first_admin_is_made_by_the_link_on_the_terminal_and_by_no_second_one(db, client, settings):
    (line,) = opening.first_steps(None, "http://127.0.0.1:8765")
    path = line.split("8765")[1]
    assert path.startswith("/setup/")
    told = new_person(organisation="Centre", kind="advice")
    assert client.post(path, told).headers["Location"] == "/"
    house = Organisation.objects.get()
    assert house.is_house and house.kind == "advice" and house.memberships.get().role == "admin"
    assert Client().get(path).status_code == 404
    assert opening.first_steps(None, "http://a") == ["Sign in: http://a/sign-in"]
    assert client.get("/members").status_code == 200


def test_a_new_start_makes_a_new_link_and_ends_the_old_one(db, settings):
    settings.PRIVATE = True
    first, second = (opening.first_steps(None, "")[0].split("/open/")[1] for _ in range(2))
    assert find_link("open", first) is None and find_link("open", second) is not None


def test_a_private_server_lets_its_person_in_by_the_link_once_and_nobody_without_it(db, client, settings):
    settings.PRIVATE = True
    path = "/open/" + opening.first_steps(None, "")[0].split("/open/")[1]
    assert not is_in(client)
    assert client.get(path).status_code == 200 and not is_in(client), "looking at the link uses nothing up"
    assert client.post(path).headers["Location"] == "/" and is_in(client)
    assert Client().post(path).status_code == 404
    assert [one.role for one in User.objects.get().memberships.all()] == ["borrower"]
    settings.PRIVATE = False
    assert Client().post(f"/open/{new_link('open')[1]}").status_code == 404


def test_a_demonstration_lets_anybody_in_as_each_role_and_another_server_nobody(db, settings):
    settings.DEMO = True
    opening.first_steps(None, "")
    assert opening.first_steps(None, "http://a")[0].endswith("http://a/"), "it starts again with what it laid out"
    for role in opening.DEMO:
        client = Client()
        assert f'action="/demo/{role}"' in client.get("/").content.decode()
        assert client.post(f"/demo/{role}").status_code == 302 and is_in(client)
    settings.DEMO = False
    assert Client().post("/demo/admin").status_code == 404
    assert "/demo/" not in Client().get("/").content.decode()


@pytest.mark.parametrize("mode", ["DEMO", "PRIVATE"])
def test_people_of_another_kind_of_server_are_never_mixed(mode, world, settings):
    setattr(settings, mode, True)
    with pytest.raises(CommandError, match="--data"):
        opening.first_steps(None, "")


def test_a_demonstration_never_becomes_a_server_with_passwords(db, settings):
    settings.DEMO = True
    opening.first_steps(None, "")
    settings.DEMO = False
    with pytest.raises(CommandError, match="--data"):
        opening.first_steps(None, "")


def test_one_session_is_ended_from_another_and_then_all_others(admin):
    first, second, third = Client(), Client(), Client()
    for each in (first, second, third):
        signs_in(each, admin.name)
    page = first.get("/account").content.decode()
    assert page.count("/account/sessions/") == 3, "two to end, and a button for all others"
    from allauth.usersessions.models import UserSession

    key = UserSession.objects.get(session_key=second.session.session_key).pk
    first.post(f"/account/sessions/{key}/end")
    assert is_in(first) and not is_in(second) and is_in(third)
    first.post("/account/sessions/end")
    assert is_in(first) and not is_in(third)


def test_a_new_password_ends_all_other_sessions(admin, client):
    other = Client()
    signs_in(other, admin.name)
    signs_in(client, admin.name)
    told = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert client.post("/account/password", told).status_code == 302
    assert is_in(client) and not is_in(other)


def test_a_link_for_a_new_password_ends_sessions_and_leaves_the_second_factor(world, admin, client):
    collector = world.people["collector"]
    signs_in(client, collector.name)
    TOTP.activate(collector, SECRET)
    membership = Membership.objects.get(user=collector)
    page = world.client("admin").post(f"/members/{membership.pk}/password").content.decode()
    path = "/password/" + page.split("/password/")[1].split("<")[0]
    anybody = Client()
    assert anybody.post(path, {"password": NEW, "again": NEW}).headers["Location"] == "/sign-in"
    assert not is_in(client)
    assert signs_in(anybody, collector.name, NEW).headers["Location"].startswith("/sign-in/code")


def test_no_admin_gets_at_somebody_who_belongs_to_another_organisation_too(world):
    collector = world.people["collector"]
    Membership.objects.create(user=collector, organisation=world.theirs, role="collector")
    membership = Membership.objects.get(user=collector, organisation=world.ours)
    answer = world.client("admin").post(f"/members/{membership.pk}/password")
    assert answer.status_code == 409 and not Link.objects.filter(purpose="password").exists()


def test_the_last_admin_of_an_organisation_stays(world, admin):
    membership = Membership.objects.get(user=admin)
    assert world.client("admin").post(f"/members/{membership.pk}/end").status_code == 409
    assert Membership.objects.filter(pk=membership.pk).exists()


def test_whose_role_has_ended_sees_nothing_of_the_organisation_at_once(world):
    client = world.client("supervisor")
    assert client.get("/members").status_code == 200
    Membership.objects.filter(user=world.people["supervisor"]).delete()
    assert client.get("/members").status_code == 403 and is_in(client)


def test_language_and_theme_are_kept_in_a_cookie_and_with_the_person(world, client):
    client.post("/language", {"language": "zh", "next": "/sign-in"})
    client.post("/theme", {"theme": "dark"})
    page = client.get("/sign-in").content.decode()
    assert 'lang="zh-Hans"' in page and 'data-theme="dark"' in page and "登录" in page
    mine = world.client("auditor")
    mine.post("/language", {"language": "zh"})
    mine.post("/theme", {"theme": "light"})
    elsewhere = world.client("auditor")
    page = elsewhere.get("/").content.decode()
    assert 'lang="zh-Hans"' in page and 'data-theme="light"' in page
    assert elsewhere.post("/theme", {"theme": "pink", "next": "//evil.example"}).headers["Location"] == "/"


def test_forms_of_the_library_speak_chinese_too(world):
    client = world.client("auditor")
    client.post("/language", {"language": "zh"})
    page = client.get("/account/password").content.decode()
    assert "当前密码" in page and "Current" not in page
    told = {"oldpassword": "wrong", "password1": NEW, "password2": NEW}
    assert "请输入您的当前密码" in client.post("/account/password", told).content.decode()


def test_a_start_forgets_sessions_and_links_whose_time_is_over(world, admin, client):
    from django.contrib.sessions.models import Session

    signs_in(client, admin.name)
    new_link("invite", organisation=world.ours, role="auditor")
    opening.first_steps(None, "")
    assert Session.objects.count() == 1 and Link.objects.filter(purpose="invite").count() == 1
    Session.objects.update(expire_date=timezone.now() - timedelta(days=1))
    Link.objects.update(expires_at=timezone.now() - timedelta(days=1))
    opening.first_steps(None, "")
    assert Session.objects.count() == Link.objects.filter(purpose="invite").count() == 0


AGENT = "Mozilla/5.0 (X11; planted-agent) Firefox/145.0"
PLANTED = ("planted-agent", "203.0.113.77", "admin@ours.example", SECRET, "login=")


def everything():
    """All rows of all tables, as the database holds them."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 (names of tables)
            yield from ((table, str(cell)) for row in cursor for cell in row)


def test_no_table_holds_names_addresses_browsers_or_secrets_in_the_open(admin):
    client = Client(REMOTE_ADDR="203.0.113.77", headers={"user-agent": AGENT})
    signs_in(client, admin.name, "wrong")
    signs_in(client, admin.name, "wrong again")
    signs_in(Client(), "nobody@ours.example", "wrong")
    signs_in(client, admin.name)
    TOTP.activate(admin, SECRET)
    page = client.get("/account").content.decode()
    assert "203.0.113.77" in page and "<span>Firefox</span>" in page, "she herself sees both"
    found = [(table, cell) for table, cell in everything() for word in PLANTED if word in cell]
    assert found == [] and AccessAttempt.objects.count() == 1


def test_the_keys_of_sessions_and_second_factors_turn_too(monkeypatch, request):
    for name in ("FORBEAR_SEAL_KEYS", "FORBEAR_HASH_KEY"):
        monkeypatch.delenv(name)
    admin, client = request.getfixturevalue("world").people["admin"], Client()
    signs_in(client, admin.name)
    TOTP.activate(admin, SECRET)
    call_command("seal", "turn", "--grace=0")
    assert is_in(client) and decrypt(Authenticator.objects.get().data["secret"]) == SECRET
    assert User.objects.by_name(admin.name) == admin


@pytest.mark.parametrize(
    ("agent", "shown"),
    [
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome · Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19 like Mac OS X) Version/19.0 Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge · Windows"),
        ("curl/8.0", "curl/8.0"),
    ],
)
def test_a_device_is_named_so_that_people_know_it(agent, shown):
    assert device(agent) == shown

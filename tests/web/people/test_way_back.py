"""Whoever forgot the password, the only admin too, gets a link from whoever has the machine."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import CommandError, call_command
from django.test import Client

NEW = "lantern-gravel-seven"


def made(capsys, *more):
    call_command("people", "link", "admin@ours.example", *more)
    return capsys.readouterr().out.strip()


def test_a_link_of_the_machine_gives_a_new_password_once(world, capsys):
    first, second = made(capsys), made(capsys, "--address=https://desk.example/")
    assert first.startswith("http://127.0.0.1:8765/password/") and second.startswith("https://desk.example/password/")
    told = {"password": NEW, "again": NEW}
    paths = ["/password/" + link.split("/password/")[1] for link in (first, second, second)]
    assert [Client().post(path, told).status_code for path in paths] == [404, 302, 404], "a new link ends older ones"
    assert Client().post("/sign-in", {"login": "admin@ours.example", "password": NEW}).headers["Location"] == "/"


def test_the_second_step_stays_unless_it_is_said_to_be_lost(world, capsys):
    TOTP.activate(world.people["admin"], "JBSWY3DPEHPK3PXP")
    made(capsys)
    assert Authenticator.objects.count() == 1
    made(capsys, "--drop-second-step")
    assert Authenticator.objects.count() == 0


def test_a_name_that_nobody_has_is_told_with_the_nearest(world):
    with pytest.raises(CommandError, match=r"Did you mean 'admin@ours\.example'"):
        call_command("people", "link", "admin@our.example")


def test_everybody_is_listed_with_roles(world, capsys):
    call_command("people", "list")
    assert "auditor@ours.example  auditor of Ours\n" in capsys.readouterr().out

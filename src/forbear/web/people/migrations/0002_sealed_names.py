"""Names of people are sealed and found by a keyed hash; so are secrets, and where sessions come from."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

import django.db.models.deletion
from django.db import migrations, models

from forbear.web.people.models import name_hash, new_number
from forbear.web.people.second_factor import KEYS, PLACE
from forbear.web.sealed.fields import SealedJSON, SealedText
from forbear.web.sealed.loose import seal_text


def seal_names(apps: Any, _editor: Any) -> None:
    """Each name, sealed for its row."""
    for user in apps.get_model("people", "User").objects.all():
        user.name, user.name_hash = user.plain_name, name_hash(user.plain_name)
        user.save(update_fields=["name", "name_hash"])


def seal_secrets(apps: Any, _editor: Any) -> None:
    """The secrets of second factors."""
    for row in apps.get_model("mfa", "Authenticator").objects.all():
        row.data = {**row.data, **{key: seal_text(row.data[key], PLACE) for key in KEYS if key in row.data}}
        row.save(update_fields=["data"])


def forget_sessions(apps: Any, _editor: Any) -> None:
    """Sessions and failed attempts of before end: addresses stand there in the open."""
    apps.get_model("axes", "AccessAttempt").objects.all().delete()
    apps.get_model("usersessions", "UserSession").objects.all().delete()
    apps.get_model("sessions", "Session").objects.all().delete()


class Migration(migrations.Migration):
    """A user's name, and the devices of sessions."""

    dependencies: ClassVar = [
        ("people", "0001_initial"),
        ("axes", "0009_add_session_hash"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("sealed", "0001_initial"),
        ("sessions", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]
    operations: ClassVar = [
        migrations.RenameField("user", "name", "plain_name"),
        migrations.AlterField(
            "user", "id", models.BigAutoField(default=new_number, editable=False, primary_key=True, serialize=False)
        ),
        migrations.AddField("user", "name", SealedText(null=True)),
        migrations.AddField("user", "name_hash", models.CharField(max_length=64, null=True)),
        migrations.RunPython(seal_names, migrations.RunPython.noop),
        migrations.RunPython(seal_secrets, migrations.RunPython.noop),
        migrations.RunPython(forget_sessions, migrations.RunPython.noop),
        migrations.RemoveField("user", "plain_name"),
        migrations.AlterField("user", "name", SealedText()),
        migrations.AlterField("user", "name_hash", models.CharField(max_length=64, unique=True)),
        migrations.CreateModel(
            name="Device",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("told", SealedJSON()),
                (
                    "session",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="from_device",
                        to="usersessions.usersession",
                    ),
                ),
            ],
            options={"abstract": False},
        ),
    ]

"""What waits for a supervisor: contacts that the gate left to a person."""

from __future__ import annotations

import uuid
from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

import forbear.web.sealed.fields


class Migration(migrations.Migration):
    """The table of what waits."""

    dependencies: ClassVar = [
        ("collector", "0001_initial"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Waiting",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("seq", models.BigIntegerField()),
                ("asker", models.CharField(db_index=True, max_length=200)),
                ("contact", models.CharField(max_length=64)),
                ("at", models.BigIntegerField()),
                ("text", forbear.web.sealed.fields.SealedText(null=True)),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("by", models.BigIntegerField(null=True)),
                ("reason", forbear.web.sealed.fields.SealedText(null=True)),
                ("answered_at", models.BigIntegerField(null=True)),
                ("answer", models.BigIntegerField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="waiting", to="collector.account"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["state", "at"], name="waits_since")],
                "constraints": [models.UniqueConstraint(fields=("account", "seq"), name="decision_waits_once")],
            },
        ),
    ]

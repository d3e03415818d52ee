"""Decisions to be found by, looks, verifications, packs."""

from __future__ import annotations

import uuid
from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from forbear.web.sealed.fields import SealedBytes, SealedJSON


class Migration(migrations.Migration):
    """The first."""

    initial = True
    dependencies: ClassVar = [
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("ledger", "0001_initial"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Listed",
            fields=[
                ("debtor", models.TextField(primary_key=True, serialize=False)),
                ("seq", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Check",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("made_at", models.BigIntegerField()),
                ("whole", models.BooleanField(default=False)),
                ("given", SealedJSON()),
                ("result", SealedJSON()),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="checks", to="people.organisation"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("debtor", models.TextField()),
                ("seq", models.BigIntegerField()),
                ("at", models.BigIntegerField()),
                ("rule", models.CharField(default="", max_length=200)),
                ("answer", models.CharField(max_length=12)),
                ("collector", models.CharField(max_length=200)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["rule", "-at", "-id"], name="listed_rule"),
                    models.Index(fields=["rule", "answer", "-at", "-id"], name="listed_answer"),
                    models.Index(fields=["rule", "collector", "-at", "-id"], name="listed_collector"),
                    models.Index(fields=["rule", "collector", "answer", "-at", "-id"], name="listed_both"),
                ],
                "constraints": [models.UniqueConstraint(fields=("debtor", "seq", "rule"), name="listed_once")],
            },
        ),
        migrations.CreateModel(
            name="Look",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("debtor", models.TextField()),
                ("at", models.BigIntegerField()),
                ("viewer", models.BigIntegerField()),
                ("role", models.CharField(max_length=20)),
                ("organisation", models.CharField(max_length=200)),
                ("what", models.CharField(max_length=40)),
                ("act", models.CharField(max_length=60)),
            ],
            options={
                "indexes": [models.Index(fields=["debtor", "-at"], name="looked_at")],
            },
        ),
        migrations.CreateModel(
            name="Pack",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("debtor", models.TextField()),
                ("language", models.CharField(max_length=2)),
                ("unmasked", models.BooleanField(default=False)),
                ("made_at", models.BigIntegerField()),
                ("contacts", models.PositiveIntegerField(default=0)),
                ("findings", models.PositiveIntegerField(default=0)),
                ("fingerprint", models.CharField(blank=True, max_length=64)),
                ("size", models.BigIntegerField(default=0)),
                ("body", SealedBytes()),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="packs", to="people.organisation"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["organisation", "-made_at"], name="packs_of")],
            },
        ),
    ]

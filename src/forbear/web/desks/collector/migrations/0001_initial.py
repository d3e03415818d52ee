"""Portfolios, their accounts, and the looks at them."""

from __future__ import annotations

import uuid
from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import forbear.web.sealed.fields


class Migration(migrations.Migration):
    """The first."""

    initial = True

    dependencies: ClassVar = [
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("debtor", models.CharField(db_index=True, max_length=200)),
                ("person", forbear.web.sealed.fields.SealedJSON()),
                ("name_hash", models.CharField(db_index=True, max_length=64)),
                ("phone_hash", models.CharField(blank=True, db_index=True, max_length=64)),
                ("debts", forbear.web.sealed.fields.SealedJSON()),
                ("debts_count", models.PositiveIntegerField(default=0)),
                ("due_minor", models.BigIntegerField(default=0)),
                ("oldest_due_day", models.IntegerField(null=True)),
                ("word", models.CharField(blank=True, max_length=12)),
                ("channel", models.CharField(blank=True, max_length=30)),
                ("from_at", models.BigIntegerField(default=0)),
                ("why", models.TextField(blank=True)),
                ("judged_at", models.BigIntegerField(default=0)),
                ("judged_seq", models.BigIntegerField(default=0)),
                ("stands_until", models.BigIntegerField(default=0)),
                (
                    "assigned_to",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="accounts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="accounts", to="people.organisation"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("permit", models.CharField(max_length=40, unique=True)),
                ("text", forbear.web.sealed.fields.SealedText()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="drafts", to="collector.account"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Portfolio",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=200)),
                ("collector", models.CharField(max_length=200)),
                ("currency", models.CharField(max_length=3)),
                ("made_at", models.BigIntegerField()),
                ("state", models.CharField(default="reading", max_length=10)),
                ("source", models.CharField(max_length=64)),
                ("rows_read", models.PositiveIntegerField(default=0)),
                ("rows_kept", models.PositiveIntegerField(default=0)),
                ("rows_rejected", models.PositiveIntegerField(default=0)),
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="portfolios", to="people.organisation"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Piece",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("is_done", models.BooleanField(default=False)),
                ("rows", forbear.web.sealed.fields.SealedJSON()),
                ("rejected", forbear.web.sealed.fields.SealedJSON()),
                (
                    "portfolio",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pieces", to="collector.portfolio"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="account",
            name="portfolio",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="accounts", to="collector.portfolio"
            ),
        ),
        migrations.CreateModel(
            name="Look",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.BigIntegerField()),
                ("viewer", models.BigIntegerField()),
                ("role", models.CharField(max_length=20)),
                ("what", models.CharField(max_length=40)),
                ("permit", models.CharField(blank=True, max_length=40)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="looks", to="collector.account"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["account", "-at"], name="looks_at")],
            },
        ),
        migrations.AddConstraint(
            model_name="portfolio",
            constraint=models.UniqueConstraint(fields=("organisation", "source"), name="one_of_a_file"),
        ),
        migrations.AddConstraint(
            model_name="piece",
            constraint=models.UniqueConstraint(fields=("portfolio", "number"), name="piece_once"),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(fields=["organisation", "from_at", "oldest_due_day", "id"], name="worklist"),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                fields=["organisation", "assigned_to", "from_at", "oldest_due_day", "id"], name="worklist_own"
            ),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                fields=["organisation", "word", "from_at", "oldest_due_day", "id"], name="worklist_word"
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(fields=("portfolio", "debtor"), name="debtor_once"),
        ),
    ]

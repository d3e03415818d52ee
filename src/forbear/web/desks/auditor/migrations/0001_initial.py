"""Logs, audits, and what is kept of them."""

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
            name="Gone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("log", models.UUIDField()),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("rows", models.BigIntegerField(default=0)),
                ("audits", models.PositiveIntegerField(default=0)),
                ("brought_at", models.BigIntegerField()),
                ("brought_by", models.BigIntegerField(null=True)),
                ("gone_at", models.BigIntegerField()),
                ("gone_by", models.BigIntegerField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.organisation"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Log",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", forbear.web.sealed.fields.SealedText()),
                ("kind", models.CharField(max_length=10)),
                ("source", models.CharField(max_length=10)),
                ("state", models.CharField(max_length=10)),
                ("size", models.BigIntegerField(default=0)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("key", forbear.web.sealed.fields.SealedBytes(null=True)),
                ("preview", forbear.web.sealed.fields.SealedJSON(null=True)),
                ("mapping", forbear.web.sealed.fields.SealedJSON(null=True)),
                ("zone", models.CharField(blank=True, max_length=64)),
                ("folder", models.CharField(blank=True, max_length=80)),
                ("rows", models.BigIntegerField(default=0)),
                ("rejected", models.BigIntegerField(default=0)),
                ("events", models.BigIntegerField(default=0)),
                ("debtors", models.BigIntegerField(default=0)),
                ("faults", forbear.web.sealed.fields.SealedJSON(null=True)),
                ("made_at", models.BigIntegerField()),
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.organisation"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Audit",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("books", models.JSONField(default=dict)),
                ("drafts", models.BooleanField(default=False)),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("folder", models.CharField(blank=True, max_length=120)),
                ("first", models.BigIntegerField(default=0)),
                ("last", models.BigIntegerField(default=0)),
                ("debtors", models.BigIntegerField(default=0)),
                ("contacts", models.BigIntegerField(default=0)),
                ("refused", models.BigIntegerField(default=0)),
                ("review", models.BigIntegerField(default=0)),
                ("undecided", models.BigIntegerField(default=0)),
                ("bombed", models.BigIntegerField(default=0)),
                ("faults", forbear.web.sealed.fields.SealedJSON(null=True)),
                ("made_at", models.BigIntegerField()),
                ("done_at", models.BigIntegerField(default=0)),
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
                    "log",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="audits", to="auditor.log"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("log", models.UUIDField()),
                ("audit", models.UUIDField(null=True)),
                ("viewer", models.BigIntegerField()),
                ("what", models.CharField(max_length=10)),
                ("debtor", models.CharField(blank=True, max_length=64)),
                ("seq", models.BigIntegerField(null=True)),
                ("at", models.BigIntegerField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.organisation"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="log",
            index=models.Index(fields=["organisation", "-made_at"], name="log_listed"),
        ),
        migrations.AddIndex(
            model_name="audit",
            index=models.Index(fields=["log", "-made_at"], name="audit_listed"),
        ),
        migrations.AddIndex(
            model_name="opening",
            index=models.Index(fields=["log", "-at"], name="opened"),
        ),
    ]

"""The tables of what leaves the server."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The first."""

    initial = True

    dependencies: ClassVar = []

    operations: ClassVar = [
        migrations.CreateModel(
            name="Hook",
            fields=[
                ("id", models.CharField(max_length=16, primary_key=True, serialize=False)),
                ("organisation", models.CharField(max_length=100)),
                ("collector", models.CharField(blank=True, max_length=200)),
                ("url", models.CharField(max_length=1000)),
                ("made_at", models.BigIntegerField()),
                ("ended_at", models.BigIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Watch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("debtor", models.CharField(max_length=200)),
                ("since", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("permit", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("organisation", models.CharField(max_length=100)),
                ("collector", models.TextField()),
                ("debtor", models.CharField(max_length=200)),
                ("template", models.CharField(max_length=100)),
                ("channel", models.CharField(max_length=20)),
                ("address", models.TextField()),
                ("contact", models.JSONField()),
                ("subject", models.CharField(blank=True, max_length=400)),
                ("body", models.TextField(blank=True)),
                ("state", models.CharField(max_length=10)),
                ("fault", models.CharField(blank=True, max_length=200)),
                ("changed_at", models.BigIntegerField()),
                ("expires_at", models.BigIntegerField()),
            ],
            options={
                "ordering": ["expires_at"],
                "indexes": [models.Index(fields=["state", "channel"], name="waiting")],
            },
        ),
        migrations.CreateModel(
            name="Template",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100)),
                ("collector", models.CharField(blank=True, max_length=200)),
                ("channel", models.CharField(max_length=20)),
                ("subject", models.CharField(blank=True, max_length=200)),
                ("body", models.TextField()),
                ("approved_by", models.CharField(max_length=100)),
                ("approved_at", models.BigIntegerField()),
                ("withdrawn_at", models.BigIntegerField(null=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("collector", "name"), name="one_text")],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("debtor", models.CharField(max_length=200)),
                ("seq", models.BigIntegerField()),
                ("body", models.TextField()),
                ("due_at", models.BigIntegerField()),
                ("tries", models.PositiveIntegerField(default=0)),
                ("done_at", models.BigIntegerField(null=True)),
                ("told", models.BooleanField(default=False)),
                ("fault", models.CharField(blank=True, max_length=200)),
                ("hook", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="channels.hook")),
            ],
            options={
                "indexes": [models.Index(fields=["done_at", "due_at"], name="due")],
                "constraints": [models.UniqueConstraint(fields=("hook", "debtor", "seq"), name="told_once")],
            },
        ),
    ]

"""The tables of the ledger."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Debtors, records, names, rulebooks, heads."""

    initial = True
    dependencies: ClassVar = []
    operations: ClassVar = [
        migrations.CreateModel(
            name="Debtor",
            fields=[
                ("id", models.TextField(primary_key=True, serialize=False)),
                ("seq", models.BigIntegerField(default=0)),
                ("at", models.BigIntegerField(default=0)),
                ("hash", models.CharField(default="0" * 64, max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Record",
            fields=[
                ("pk", models.CompositePrimaryKey("debtor", "seq", blank=True, editable=False, primary_key=True,
                                                  serialize=False)),
                ("debtor", models.TextField()),
                ("seq", models.BigIntegerField()),
                ("at", models.BigIntegerField()),
                ("kind", models.CharField(max_length=16)),
                ("body", models.TextField()),
                ("hash", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="GivenName",
            fields=[
                ("sha256", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("debtor", models.TextField()),
                ("seq", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="RulebookText",
            fields=[
                ("sha256", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("parts", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="SignedHead",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("body", models.TextField()),
            ],
        ),
    ]  # fmt: skip

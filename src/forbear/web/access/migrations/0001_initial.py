"""The tables of keys and of placements."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """The first."""

    initial = True

    dependencies: ClassVar = []

    operations: ClassVar = [
        migrations.CreateModel(
            name="ApiKey",
            fields=[
                ("id", models.CharField(max_length=16, primary_key=True, serialize=False)),
                ("organisation", models.CharField(max_length=100)),
                ("name", models.CharField(max_length=100)),
                ("collector", models.CharField(blank=True, max_length=200)),
                ("scopes", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("rate", models.PositiveIntegerField(default=0)),
                ("made_at", models.BigIntegerField()),
                ("revoked_at", models.BigIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Placement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("debtor", models.CharField(max_length=200)),
                ("debt", models.CharField(max_length=200)),
                ("collector", models.CharField(max_length=200)),
            ],
            options={
                "indexes": [models.Index(fields=["collector", "debtor"], name="placed_with")],
                "constraints": [models.UniqueConstraint(fields=("debtor", "collector", "debt"), name="placed_once")],
            },
        ),
    ]

"""Leases and progress of tasks."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """The first."""

    initial = True
    dependencies: ClassVar = []
    operations: ClassVar = [
        migrations.CreateModel(
            name="Job",
            fields=[
                ("task", models.UUIDField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=200)),
                ("person", models.BigIntegerField(null=True)),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("done", models.BigIntegerField(default=0)),
                ("total", models.BigIntegerField(default=0)),
                ("tries", models.PositiveIntegerField(default=0)),
                ("holder", models.CharField(blank=True, max_length=32)),
                ("leased_until", models.BigIntegerField(default=0)),
                ("made_at", models.BigIntegerField()),
                ("fault", models.CharField(blank=True, max_length=100)),
            ],
            options={
                "indexes": [models.Index(fields=["name", "made_at"], name="job_named")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("waiting", "running"))), fields=("name",), name="waits_once"
                    )
                ],
            },
        ),
    ]

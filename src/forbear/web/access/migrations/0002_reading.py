"""What programs read of debtors."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """One table."""

    dependencies: ClassVar = [("access", "0001_initial")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("debtor", models.CharField(max_length=200)),
                ("day", models.IntegerField()),
                ("key", models.CharField(max_length=16)),
                ("what", models.CharField(max_length=40)),
                ("at", models.BigIntegerField()),
                ("organisation", models.CharField(max_length=100)),
                ("name", models.CharField(max_length=100)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("debtor", "day", "key", "what"), name="read_once_a_day")
                ],
            },
        ),
    ]

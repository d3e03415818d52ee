"""The proof of the ring."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models

from forbear.web.sealed.fields import SealedText


class Migration(migrations.Migration):
    """The first."""

    initial = True
    dependencies: ClassVar = []
    operations: ClassVar = [
        migrations.CreateModel(
            name="Proof",
            fields=[
                ("id", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("word", SealedText()),
                ("hashed", models.CharField(max_length=64)),
            ],
        ),
    ]

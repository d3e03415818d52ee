"""The tables of arrangements."""

import uuid
from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import forbear.web.sealed.fields


class Migration(migrations.Migration):
    """All of them."""

    initial = True

    dependencies: ClassVar = [
        ("collector", "0001_initial"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Arrangement",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(default="plan", max_length=8)),
                ("debt", models.CharField(max_length=200)),
                ("currency", models.CharField(max_length=3)),
                ("talks", forbear.web.sealed.fields.SealedJSON()),
                ("state", models.CharField(max_length=12)),
                ("ended", models.CharField(blank=True, max_length=12)),
                ("next_day", models.IntegerField(default=4000000)),
                ("late_from", models.IntegerField(default=4000000)),
                ("to_tell", models.JSONField(default=list)),
                ("version", models.PositiveIntegerField(default=1)),
                ("made_at", models.BigIntegerField()),
                ("changed_at", models.BigIntegerField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="arrangements", to="collector.account"
                    ),
                ),
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
            name="Counted",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.BigIntegerField(default=0)),
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="counted", to="collector.account"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DayCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.IntegerField()),
                ("what", models.CharField(max_length=14)),
                ("why", models.CharField(blank=True, max_length=120)),
                ("became", models.CharField(blank=True, max_length=10)),
                ("n", models.PositiveIntegerField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.organisation"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Instalment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("day", models.IntegerField()),
                ("last_day", models.IntegerField()),
                ("amount_minor", models.BigIntegerField()),
                ("covered_minor", models.BigIntegerField(default=0)),
                ("in_time_minor", models.BigIntegerField(default=0)),
                ("is_part", models.BooleanField(default=False)),
                ("met_on", models.IntegerField(null=True)),
                (
                    "arrangement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="instalments",
                        to="arrangements.arrangement",
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
            name="Letterhead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("address", models.TextField(blank=True)),
                ("email", models.CharField(blank=True, max_length=254)),
                ("account", models.CharField(blank=True, max_length=300)),
                ("plain_envelope", models.BooleanField(default=False)),
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="letterhead", to="people.organisation"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.BigIntegerField()),
                ("at", models.BigIntegerField()),
                ("day", models.IntegerField()),
                ("what", models.CharField(max_length=14)),
                ("why", models.CharField(blank=True, max_length=120)),
                ("channel", models.CharField(blank=True, max_length=30)),
                ("permit", models.CharField(blank=True, max_length=40)),
                ("expires_at", models.BigIntegerField(null=True)),
                ("became", models.CharField(blank=True, max_length=10)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="collector.account"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.organisation"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=40)),
                ("lang", models.CharField(max_length=2)),
                ("day", models.IntegerField()),
                ("answer_by", models.IntegerField(null=True)),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("why", models.TextField(blank=True)),
                ("wanted", forbear.web.sealed.fields.SealedJSON()),
                ("subject", forbear.web.sealed.fields.SealedText()),
                ("text", forbear.web.sealed.fields.SealedText()),
                ("notes", forbear.web.sealed.fields.SealedText()),
                ("files", forbear.web.sealed.fields.SealedJSON()),
                ("permit", models.CharField(blank=True, max_length=40)),
                ("tries", models.PositiveIntegerField(default=0)),
                ("made_at", models.BigIntegerField()),
                ("changed_at", models.BigIntegerField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="papers", to="collector.account"
                    ),
                ),
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
            name="Stated",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("stated_on", models.IntegerField()),
                ("lines", models.PositiveIntegerField()),
                ("body", forbear.web.sealed.fields.SealedJSON()),
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="stated", to="collector.account"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="arrangement",
            index=models.Index(fields=["organisation", "ended", "next_day", "id"], name="deal_next"),
        ),
        migrations.AddIndex(
            model_name="arrangement",
            index=models.Index(fields=["organisation", "ended", "state", "late_from"], name="deal_state"),
        ),
        migrations.AddIndex(
            model_name="daycount",
            index=models.Index(fields=["organisation", "day"], name="day_count"),
        ),
        migrations.AddIndex(
            model_name="instalment",
            index=models.Index(fields=["organisation", "last_day"], name="instalment_due"),
        ),
        migrations.AddIndex(
            model_name="instalment",
            index=models.Index(fields=["organisation", "day"], name="instalment_day"),
        ),
        migrations.AddConstraint(
            model_name="instalment",
            constraint=models.UniqueConstraint(fields=("arrangement", "number"), name="instalment_once"),
        ),
        migrations.AddIndex(
            model_name="line",
            index=models.Index(fields=["organisation", "day", "what"], name="line_day"),
        ),
        migrations.AddIndex(
            model_name="line",
            index=models.Index(fields=["permit"], name="line_permit"),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.UniqueConstraint(fields=("account", "seq"), name="line_once"),
        ),
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(fields=["organisation", "state", "made_at"], name="paper_state"),
        ),
    ]

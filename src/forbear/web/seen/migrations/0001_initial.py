"""The access record, to which rows are only ever added."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import migrations, models

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

WORDS = "the access record is append-only: what is on record is never changed or removed"
FUNCTION = f"""
CREATE FUNCTION seen_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'restrict_violation'; END $$
"""
TRIGGER = (
    "CREATE TRIGGER seen_look_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON seen_look "
    "FOR EACH STATEMENT EXECUTE FUNCTION seen_append_only()"
)


def refuse_changes(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers up, each database in its own words."""
    if editor.connection.vendor == "postgresql":
        editor.execute(FUNCTION)
        editor.execute(TRIGGER)
        return
    for change in ("UPDATE", "DELETE"):
        editor.execute(
            f"CREATE TRIGGER seen_look_no_{change.lower()} BEFORE {change} ON seen_look "
            f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
        )


def allow_changes(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers down."""
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP FUNCTION seen_append_only() CASCADE")
        return
    for change in ("UPDATE", "DELETE"):
        editor.execute(f"DROP TRIGGER seen_look_no_{change.lower()}")


class Migration(migrations.Migration):
    """The table and its triggers."""

    initial = True
    dependencies: ClassVar = []
    operations: ClassVar = [
        migrations.CreateModel(
            name="Look",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.BigIntegerField()),
                ("viewer", models.BigIntegerField()),
                ("role", models.CharField(max_length=20)),
                ("organisation", models.CharField(max_length=200)),
                ("person", models.BigIntegerField()),
                ("what", models.CharField(max_length=40)),
                ("act", models.CharField(max_length=60)),
            ],
            options={"indexes": [models.Index(fields=["person", "-at"], name="seen_of")]},
        ),
        migrations.RunPython(refuse_changes, allow_changes),
    ]

"""The keys under which bodies of records are sealed. Records of before stay as they are: nothing on record changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import migrations, models

from forbear.web.sealed.fields import SealedBytes

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLE = "ledger_ledgerkey"
WORDS = "records are sealed under this key: it is never removed"


def refuse_removal(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    """A key that is gone takes its records along."""
    if editor.connection.vendor == "postgresql":
        editor.execute(
            f"CREATE TRIGGER {TABLE}_stays BEFORE DELETE OR TRUNCATE ON {TABLE} "
            "FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only()"
        )
        return
    editor.execute(f"CREATE TRIGGER {TABLE}_stays BEFORE DELETE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{WORDS}'); END")


def allow_removal(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the trigger down."""
    on = f" ON {TABLE}" if editor.connection.vendor == "postgresql" else ""
    editor.execute(f"DROP TRIGGER {TABLE}_stays{on}")


class Migration(migrations.Migration):
    """Keys of the ledger."""

    dependencies: ClassVar = [("ledger", "0002_append_only")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="LedgerKey",
            fields=[
                ("id", models.CharField(max_length=12, primary_key=True, serialize=False)),
                ("under", models.CharField(max_length=16)),
                ("key", SealedBytes()),
            ],
        ),
        migrations.RunPython(refuse_removal, allow_removal),
    ]

"""The database itself refuses to change or remove what is on record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import migrations

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = ("ledger_record", "ledger_givenname", "ledger_rulebooktext", "ledger_signedhead")
"""Tables to which rows are only ever added."""
WORDS = "the ledger is append-only: what is on record is never changed or removed"
POSTGRESQL = f"""
CREATE FUNCTION ledger_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'restrict_violation'; END $$
"""


def refuse_changes(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers up, each database in its own words."""
    if editor.connection.vendor == "postgresql":
        editor.execute(POSTGRESQL)
        for table in TABLES:
            editor.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only()"
            )
        return
    for table in TABLES:
        for change in ("UPDATE", "DELETE"):
            editor.execute(
                f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
            )


def allow_changes(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers down."""
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP FUNCTION ledger_append_only() CASCADE")
        return
    for table in TABLES:
        for change in ("UPDATE", "DELETE"):
            editor.execute(f"DROP TRIGGER {table}_no_{change.lower()}")


class Migration(migrations.Migration):
    """Triggers on all tables but the one of heads."""

    dependencies: ClassVar = [("ledger", "0001_initial")]
    operations: ClassVar = [migrations.RunPython(refuse_changes, allow_changes)]

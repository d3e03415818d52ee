"""Is the database as this version needs it?"""

from __future__ import annotations

from django.db import connections
from django.db.migrations.executor import MigrationExecutor


def waiting_migrations(using: str = "default") -> list[str]:
    """The changes of tables that were not made yet, by name."""
    executor = MigrationExecutor(connections[using])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]

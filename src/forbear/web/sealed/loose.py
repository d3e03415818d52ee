"""Sealed texts in tables of libraries, whose fields are not ours: inside an object of JSON, or a whole column.

An application names them in its ``AppConfig`` (``loose``), so that keys turn for them, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from forbear.web.sealed.boxes import seal, unseal


@dataclass(frozen=True, slots=True)
class Loose:
    """Where such texts stand: ``model`` (``app.Model``), its ``field``, and ``keys`` of JSON, none for the whole."""

    model: str
    field: str
    keys: tuple[str, ...] = ()

    @property
    def table(self) -> type[models.Model]:
        """The model."""
        return apps.get_model(self.model)

    @property
    def name(self) -> str:
        """As it is told: table and column."""
        return f"{self.table._meta.db_table}.{self.field}"

    def keys_of_rows(self) -> Iterator[Any]:
        """The keys of all rows."""
        return iter(list(self.table._default_manager.values_list("pk", flat=True)))

    def row(self, key: Any) -> models.Model | None:
        """A row, for this transaction alone; None where it is gone."""
        return self.table._default_manager.select_for_update().filter(pk=key).first()

    def every_token(self) -> Iterator[bytes]:
        """Everything sealed here."""
        for row in self.table._default_manager.all().iterator():
            yield from (token.encode("ascii", "replace") for token in self.tokens(row))

    def tokens(self, row: models.Model) -> list[str]:
        """What is sealed in a row."""
        value = getattr(row, self.field)
        return [value[key] for key in self.keys if key in value] if self.keys else [value]

    def replace(self, row: models.Model, change: Callable[[str], str]) -> None:
        """Put others in their place."""
        value: Any = getattr(row, self.field)
        changed = {key: change(value[key]) for key in self.keys if key in value}
        setattr(row, self.field, {**value, **changed} if self.keys else change(value))
        row.save(update_fields=[self.field])


def places() -> Iterator[Loose]:
    """All that applications name."""
    for app in apps.get_app_configs():
        yield from getattr(app, "loose", ())


def seal_text(text: str, place: str) -> str:
    """A text, sealed as a text."""
    return seal(text.encode("utf-8", "surrogatepass"), place).decode("ascii")


def unseal_text(token: str, place: str) -> str:
    """The text; raises SealError."""
    return unseal(token.encode("ascii", "replace"), place).decode("utf-8", "surrogatepass")

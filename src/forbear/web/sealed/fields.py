"""Fields of models whose values are sealed. Read and written like others, never searched or sorted.

A model with sealed fields has a primary key that is known before it is saved (``SealedModel`` gives it one), since a
value is sealed for its row. A value is opened when it is first looked at, so that a list of rows opens nothing.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from forbear.web.sealed.boxes import seal, unseal

if TYPE_CHECKING:
    Binary = models.BinaryField[Any, Any]
else:
    Binary = models.BinaryField


@dataclass(frozen=True, slots=True)
class Closed:
    """A value as the database holds it."""

    token: bytes

    def __str__(self) -> str:
        return "(sealed)"


@dataclass(frozen=True, slots=True)
class _Ready:
    """A value that was sealed for its row, on its way to the database."""

    token: bytes


class _Opening(DeferredAttribute):
    """Opens a value where it is first read."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if isinstance(value, Closed):
            value = cast("SealedBytes", self.field).opened(value.token, instance)
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedBytes(Binary):
    """Bytes that are sealed."""

    descriptor_class = _Opening

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """The value sealed for its row; what was never opened stays as it is."""
        value = model_instance.__dict__.get(self.attname)
        if value is None:
            return None
        if isinstance(value, Closed):
            return _Ready(value.token)
        return _Ready(seal(self.packed(value), self.place(model_instance)))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """The sealed bytes; raises TypeError on a plain value, which only a query could bring."""
        if value is not None and not isinstance(value, _Ready):
            raise TypeError(f"{self.name} is sealed: save the object; it can neither be searched nor updated in bulk.")
        return super().get_db_prep_value(None if value is None else value.token, connection, prepared)

    def from_db_value(self, value: Any, *_: Any) -> Closed | None:
        """The value as it stands in the database, closed."""
        return None if value is None else Closed(bytes(value))

    def get_lookup(self, lookup_name: str) -> Any:
        """Whether there is a value at all is the one thing that can be asked."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def value_to_string(self, obj: models.Model) -> str:
        """Sealed values never leave with Django's own exports."""
        return "(sealed)"

    def place(self, row: models.Model) -> str:
        """The place for which a value is sealed; raises TypeError where the row has no key yet."""
        if row.pk is None:
            raise TypeError(f"{type(row).__name__} needs its primary key before its sealed fields are saved.")
        return f"{self.model._meta.db_table}.{self.column}:{row.pk}"

    def opened(self, token: bytes, row: models.Model) -> Any:
        """The value in a box of a row; raises SealError."""
        return self.unpacked(unseal(token, self.place(row)))

    def packed(self, value: Any) -> bytes:
        """A value as bytes."""
        return bytes(value)

    def unpacked(self, content: bytes) -> Any:
        """The same back."""
        return content


class SealedText(SealedBytes):
    """Text that is sealed."""

    def packed(self, value: Any) -> bytes:
        """UTF-8."""
        return str(value).encode("utf-8", "replace")

    def unpacked(self, content: bytes) -> str:
        """The text."""
        return content.decode("utf-8")


class SealedJSON(SealedBytes):
    """What JSON can say, sealed."""

    def packed(self, value: Any) -> bytes:
        """JSON in UTF-8."""
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")

    def unpacked(self, content: bytes) -> Any:
        """The value."""
        return json.loads(content)


class SealedModel(models.Model):
    """A model with a key of its own making."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        """Has no table."""

        abstract = True

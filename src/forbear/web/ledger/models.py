"""The tables of the ledger. ``store.py`` alone writes to them; all but the head of a debtor is only ever added."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from forbear.web.ledger.bodies import Bodies
from forbear.web.sealed.fields import SealedBytes

if TYPE_CHECKING:
    Text = models.TextField[Any, Any]
else:
    Text = models.TextField


@cache
def bodies_of(_using: str) -> Bodies:
    """The keys of a database."""
    return Bodies()


class Body(Text):
    """A text that ``store.py`` seals, opened when it is read."""

    def from_db_value(self, value: str | None, _expression: object, connection: BaseDatabaseWrapper) -> str | None:
        """The body in the open; raises SealError."""
        return None if value is None else bodies_of(connection.alias).opened(connection, value).decode()

    def deconstruct(self) -> Any:
        """To the database it is a text like any other."""
        name, _path, arguments, told = super().deconstruct()
        return name, "django.db.models.TextField", arguments, told


class Debtor(models.Model):
    """A debtor, and the end of the log of records: the one row that is locked and changed."""

    id = models.TextField(primary_key=True)
    seq = models.BigIntegerField(default=0)
    at = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return f"{self.id}: {self.seq} records"


class Record(models.Model):
    """One record of a debtor's log, tied to the one before it by its hash (``gate/chain.py``). Never changed."""

    pk = models.CompositePrimaryKey("debtor", "seq")
    debtor = models.TextField()
    seq = models.BigIntegerField()
    at = models.BigIntegerField()
    kind = models.CharField(max_length=16)
    body = Body()
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.kind} {self.seq} of {self.debtor}"


class GivenName(models.Model):
    """A name that is given once in the whole ledger (a request, a permit), by its SHA-256, and whose record has it."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    debtor = models.TextField()
    seq = models.BigIntegerField()

    def __str__(self) -> str:
        return f"record {self.seq} of {self.debtor}"


class LedgerKey(models.Model):
    """A key under which bodies of records are sealed, sealed under the ring; ``under`` marks the ring's key of then."""

    id = models.CharField(max_length=12, primary_key=True)
    under = models.CharField(max_length=16)
    key = SealedBytes()

    def __str__(self) -> str:
        return self.id


class RulebookText(models.Model):
    """The text of a rulebook that decided something, by the hash that the decisions name."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    parts = models.TextField()

    def __str__(self) -> str:
        return self.sha256


class SignedHead(models.Model):
    """The signed head of a day, which ties the logs of all debtors together."""

    day = models.DateField(primary_key=True)
    body = models.TextField()

    def __str__(self) -> str:
        return f"head of {self.day}"

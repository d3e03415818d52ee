"""The tables of the ledger. ``store.py`` alone writes to them; all but the head of a debtor is only ever added."""

from __future__ import annotations

from django.db import models


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
    body = models.TextField()
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

"""The tables of access: keys, which debt of whom is with which collector, and what programs read of whom."""

from __future__ import annotations

from django.db import models


class ApiKey(models.Model):
    """A key of an organisation. The secret itself is not kept, only its SHA-256 (see ``keys.py``).

    ``collector`` is the id of the collector whose contacts it may ask for; empty where it sees all of them.
    ``name`` says what uses it. ``rate`` is how many requests a second it may make, 0 for the setting's number.
    """

    id = models.CharField(max_length=16, primary_key=True)
    organisation = models.CharField(max_length=100)
    name = models.CharField(max_length=100)
    collector = models.CharField(max_length=200, blank=True)
    scopes = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    rate = models.PositiveIntegerField(default=0)
    made_at = models.BigIntegerField()
    revoked_at = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.organisation}:{self.id}"

    @property
    def allowed(self) -> frozenset[str]:
        """What it may do."""
        return frozenset(self.scopes.split())


class Placement(models.Model):
    """A debt of a debtor that is with a collector, as the parties were last stated."""

    debtor = models.CharField(max_length=200)
    debt = models.CharField(max_length=200)
    collector = models.CharField(max_length=200)

    class Meta:
        """Looked for by debtor (what may be seen?) and by collector (whose?)."""

        constraints = (models.UniqueConstraint(fields=("debtor", "collector", "debt"), name="placed_once"),)
        indexes = (models.Index(fields=("collector", "debtor"), name="placed_with"),)

    def __str__(self) -> str:
        return f"{self.debt} of {self.debtor} with {self.collector}"


class Reading(models.Model):
    """A program read with a key what the ledger says of a debtor, on that day (of UTC) at least once: only ever added.

    ``at`` is the first time on the day; ``organisation`` and ``name`` are the key's own.
    """

    debtor = models.CharField(max_length=200)
    day = models.IntegerField()
    key = models.CharField(max_length=16)
    what = models.CharField(max_length=40)
    at = models.BigIntegerField()
    organisation = models.CharField(max_length=100)
    name = models.CharField(max_length=100)

    class Meta:
        """Looked for by debtor, for the person concerned."""

        constraints = (models.UniqueConstraint(fields=("debtor", "day", "key", "what"), name="read_once_a_day"),)

    def __str__(self) -> str:
        return f"{self.organisation}:{self.key} read {self.what} of {self.debtor}"

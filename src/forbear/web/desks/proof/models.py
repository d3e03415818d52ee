"""What the desk keeps: decisions to be found by, who looked, verifications, packs. The ledger itself is the record."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from forbear.web.people.models import Organisation
from forbear.web.sealed.fields import SealedBytes, SealedJSON, SealedModel

EVERY = ""
"""The ``rule`` of the row that each decision has."""


class Entry(models.Model):
    """A decision of the ledger to be found by, copied from it (``listing.py``); nothing in it tells of a person.

    Each decision has a row without a rule and one for each rule that spoke, ``<rulebook>/<rule>``. So whatever is
    asked for is a stretch of one index, however long the ledger.
    """

    debtor = models.TextField()
    seq = models.BigIntegerField()
    at = models.BigIntegerField()
    rule = models.CharField(max_length=200, default=EVERY)
    answer = models.CharField(max_length=12)
    collector = models.CharField(max_length=200)

    PERSON, ORGANISATION = None, None

    class Meta:
        """Found by rule, answer and collector, the newest first; each once."""

        constraints = (models.UniqueConstraint(fields=("debtor", "seq", "rule"), name="listed_once"),)
        indexes = (
            models.Index(fields=("rule", "-at", "-id"), name="listed_rule"),
            models.Index(fields=("rule", "answer", "-at", "-id"), name="listed_answer"),
            models.Index(fields=("rule", "collector", "-at", "-id"), name="listed_collector"),
            models.Index(fields=("rule", "collector", "answer", "-at", "-id"), name="listed_both"),
        )

    def __str__(self) -> str:
        return f"decision {self.seq} of {self.debtor}"


class Listed(models.Model):
    """Up to which record the decisions of a debtor are listed."""

    debtor = models.TextField(primary_key=True)
    seq = models.BigIntegerField()

    PERSON, ORGANISATION = None, None

    def __str__(self) -> str:
        return f"{self.debtor} up to {self.seq}"


class Look(models.Model):
    """Somebody looked at what the ledger says of a debtor: only ever added. ``viewer`` is the number of a user."""

    debtor = models.TextField()
    at = models.BigIntegerField()
    viewer = models.BigIntegerField()
    role = models.CharField(max_length=20)
    organisation = models.CharField(max_length=200)
    what = models.CharField(max_length=40)
    act = models.CharField(max_length=60)

    PERSON, ORGANISATION = None, None

    class Meta:
        """Looked for by debtor, the newest first."""

        indexes = (models.Index(fields=("debtor", "-at"), name="looked_at"),)

    def __str__(self) -> str:
        return f"{self.viewer} ({self.role}) saw {self.what} of {self.debtor}"


class Check(SealedModel):
    """A verification of the ledger, or of the part that an organisation may see (``whole`` is False).

    ``given``: ``heads`` (JSON Lines) and ``keys`` (PEM) that the auditor brought; ``result`` is empty until it is done.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="checks")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.BigIntegerField()
    whole = models.BooleanField(default=False)
    given = SealedJSON()
    result = SealedJSON()

    PERSON, ORGANISATION = None, "organisation"

    def __str__(self) -> str:
        return f"check {self.pk}"


class Pack(SealedModel):
    """An evidence pack about a debtor; ``body`` is empty until it is made."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="packs")
    debtor = models.TextField()
    language = models.CharField(max_length=2)
    unmasked = models.BooleanField(default=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.BigIntegerField()
    contacts = models.PositiveIntegerField(default=0)
    findings = models.PositiveIntegerField(default=0)
    fingerprint = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(default=0)
    body = SealedBytes()

    PERSON, ORGANISATION = None, "organisation"

    class Meta:
        """Listed by organisation, the newest first."""

        indexes = (models.Index(fields=("organisation", "-made_at"), name="packs_of"),)

    def __str__(self) -> str:
        return f"pack {self.pk}"

"""Logs that were brought, their audits, and what is kept of those that were deleted.

Rows of logs stand in files (``folders.py``); here stands what is known of them as a whole.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from forbear.web.people.models import Organisation
from forbear.web.sealed.fields import SealedBytes, SealedJSON, SealedModel, SealedText

BROUGHT, WAITING, RUNNING, DONE, FAILED, CANCELLED = "brought", "waiting", "running", "done", "failed", "cancelled"


class Log(SealedModel):
    """A log of an organisation.

    ``kind``: ``table`` (contacts under columns of its own) or ``tables`` (events and parties). ``state``: ``brought``
    (its columns must be named), ``waiting`` (to be taken in), ``done`` or ``failed``. ``key`` opens the file as it
    came, which is kept until it was taken in; ``folder`` is the name of that with its tables.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    name = SealedText()
    kind = models.CharField(max_length=10)
    source = models.CharField(max_length=10)
    state = models.CharField(max_length=10)
    size = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    key = SealedBytes(null=True)
    preview = SealedJSON(null=True)
    mapping = SealedJSON(null=True)
    zone = models.CharField(max_length=64, blank=True)
    folder = models.CharField(max_length=80, blank=True)
    rows = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
    events = models.BigIntegerField(default=0)
    debtors = models.BigIntegerField(default=0)
    faults = SealedJSON(null=True)
    made_at = models.BigIntegerField()

    PERSON, ORGANISATION = None, "organisation"

    class Meta:
        """Listed by organisation, the newest first."""

        indexes = (models.Index(fields=("organisation", "-made_at"), name="log_listed"),)

    def __str__(self) -> str:
        return f"log {self.pk}"


class Audit(SealedModel):
    """An audit of a log: by which rulebooks, how far, and what it came to."""

    log = models.ForeignKey(Log, on_delete=models.CASCADE, related_name="audits")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    books = models.JSONField(default=dict)
    """Id of a rulebook → SHA-256 of its text."""
    drafts = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default=WAITING)
    folder = models.CharField(max_length=120, blank=True)
    first = models.BigIntegerField(default=0)
    last = models.BigIntegerField(default=0)
    debtors = models.BigIntegerField(default=0)
    contacts = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    review = models.BigIntegerField(default=0)
    undecided = models.BigIntegerField(default=0)
    bombed = models.BigIntegerField(default=0)
    faults = SealedJSON(null=True)
    made_at = models.BigIntegerField()
    done_at = models.BigIntegerField(default=0)

    PERSON, ORGANISATION = None, "log__organisation"

    class Meta:
        """Listed by log, the newest first."""

        indexes = (models.Index(fields=("log", "-made_at"), name="audit_listed"),)

    def __str__(self) -> str:
        return f"audit {self.pk}"


class Gone(models.Model):
    """What stays of a log that was deleted: numbers and times, nobody's name, nothing of its rows."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    log = models.UUIDField()
    sha256 = models.CharField(max_length=64, blank=True)
    rows = models.BigIntegerField(default=0)
    audits = models.PositiveIntegerField(default=0)
    brought_at = models.BigIntegerField()
    brought_by = models.BigIntegerField(null=True)
    gone_at = models.BigIntegerField()
    gone_by = models.BigIntegerField()

    PERSON, ORGANISATION = None, "organisation"

    def __str__(self) -> str:
        return f"log {self.log}, deleted"


class Opening(models.Model):
    """Somebody opened one contact of an audit, or carried rows out: a row that is only ever added.

    ``debtor`` is a keyed hash. ``what`` is ``contact``, ``rows``, ``rejected``, or ``bombing``: the debtors with whom
    of theirs was contacted, looked at or carried out.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    log = models.UUIDField()
    audit = models.UUIDField(null=True)
    viewer = models.BigIntegerField()
    what = models.CharField(max_length=10)
    debtor = models.CharField(max_length=64, blank=True)
    seq = models.BigIntegerField(null=True)
    at = models.BigIntegerField()

    PERSON, ORGANISATION = None, "organisation"

    class Meta:
        """Listed by log, the newest first."""

        indexes = (models.Index(fields=("log", "-at"), name="opened"),)

    def __str__(self) -> str:
        return f"{self.viewer} opened {self.what} of {self.log}"

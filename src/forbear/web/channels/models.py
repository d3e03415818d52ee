"""The tables of what leaves the server. What is to be sent stands here before anybody is told that it will be."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from forbear.web.sealed.fields import SealedJSON, SealedText


class Hook(models.Model):
    """An address of an organisation that is told of holds, revoked permits and answers to what it asked for.

    ``collector`` limits it to the debts of one.
    """

    id = models.CharField(max_length=16, primary_key=True)
    organisation = models.CharField(max_length=100)
    collector = models.CharField(max_length=200, blank=True)
    url = models.CharField(max_length=1000)
    made_at = models.BigIntegerField()
    ended_at = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.id} of {self.organisation}"


class Watch(models.Model):
    """Somebody is about to record something of a debtor: a hold in it must be told, also where the process dies."""

    debtor = models.CharField(max_length=200)
    since = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.debtor} since {self.since}"


class Delivery(models.Model):
    """One thing to tell one hook. ``due_at`` is when it is tried next; ``done_at`` when it was told or given up."""

    hook = models.ForeignKey(Hook, models.CASCADE)
    debtor = models.CharField(max_length=200)
    seq = models.BigIntegerField()
    body = models.TextField()
    due_at = models.BigIntegerField()
    tries = models.PositiveIntegerField(default=0)
    done_at = models.BigIntegerField(null=True)
    told = models.BooleanField(default=False)
    fault = models.CharField(max_length=200, blank=True)

    class Meta:
        """A record is told to a hook once."""

        constraints = (models.UniqueConstraint(fields=("hook", "debtor", "seq"), name="told_once"),)
        indexes = (models.Index(fields=("done_at", "due_at"), name="due"),)

    def __str__(self) -> str:
        return f"record {self.seq} of {self.debtor} to {self.hook_id}"


class Template(models.Model):
    """A text that somebody approved, with ``{names}`` of what is filled in. Never changed, only withdrawn.

    It is for the messages of one ``collector``, or of all where that is empty.
    """

    name = models.CharField(max_length=100)
    collector = models.CharField(max_length=200, blank=True)
    channel = models.CharField(max_length=20)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    approved_by = models.CharField(max_length=100)
    approved_at = models.BigIntegerField()
    withdrawn_at = models.BigIntegerField(null=True)

    class Meta:
        """A name means one text, for each collector."""

        constraints = (models.UniqueConstraint(fields=("collector", "name"), name="one_text"),)

    def __str__(self) -> str:
        return self.name


class Message(models.Model):
    """A message under a permit. Its text is kept until it went out (then None); the record holds its hash.

    To whom it goes and what it says is sealed.

    ``state``: ``queued`` (to be sent), ``sending``, ``sent``, ``bounced``, ``dropped`` (its permit ended first, or was
    not accepted; ``fault`` says why), ``unclear`` (the process died while it was sent: a person must look),
    ``listed`` (for a gateway to fetch), ``to-print``, ``printed``.
    """

    permit = models.CharField(max_length=100, primary_key=True)
    organisation = models.CharField(max_length=100)
    collector = models.TextField()
    debtor = models.CharField(max_length=200)
    template = models.CharField(max_length=100)
    channel = models.CharField(max_length=20)
    address = SealedText()
    contact = SealedJSON()
    subject = SealedText()
    body = SealedText(null=True)
    state = models.CharField(max_length=10)
    fault = models.CharField(max_length=200, blank=True)
    changed_at = models.BigIntegerField()
    expires_at = models.BigIntegerField()

    class Meta:
        """Looked for by state, the oldest first."""

        ordering: ClassVar = ["expires_at"]
        indexes = (models.Index(fields=("state", "channel"), name="waiting"),)

    def __str__(self) -> str:
        return f"{self.channel} under {self.permit}: {self.state}"

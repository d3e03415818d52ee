"""What was agreed about an account, its letters, and lines to count.

Payments and holds are on the ledger and nowhere here. What is kept of dues and of the ledger is a copy to count by:
it can be made anew from the talks and the ledger at any time.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from forbear.web.desks.collector.models import Account
from forbear.web.people.models import Organisation
from forbear.web.sealed.fields import SealedJSON, SealedModel, SealedText

NEVER = 4_000_000
"""A day after every day."""
LETTER_STATES = ("waiting", "printed", "withdrawn")


class Letterhead(models.Model):
    """Who writes the letters of an organisation, where a debtor pays to, and whether envelopes show addresses alone."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="letterhead")
    name = models.CharField(max_length=200)
    address = models.TextField(blank=True)
    email = models.CharField(max_length=254, blank=True)
    account = models.CharField(max_length=300, blank=True)
    plain_envelope = models.BooleanField(default=False)

    PERSON, ORGANISATION = None, "organisation"

    def __str__(self) -> str:
        return self.name


class Stated(SealedModel):
    """The budget that a debtor stated, as ``forbear plan`` reads it. It judges offers and is shown to nobody."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="stated")
    stated_on = models.IntegerField()
    lines = models.PositiveIntegerField()
    body = SealedJSON()

    PERSON, ORGANISATION = "account__assigned_to", "account__organisation"

    def __str__(self) -> str:
        return f"budget of {self.account_id}"


class Arrangement(SealedModel):
    """Talks about one debt of an account, as ``forbear offer`` keeps them (``talks``), and where they stand.

    ``kind``: plan (payments that were negotiated) or promise (one payment that somebody said would come). ``state`` is
    that of ``plan/tracking.py`` on the day of the last change; ``ended``: why it is over (breach, withdrawn, completed,
    refused, expired), empty while it goes on. ``next_day`` is that of the first payment that did not come,
    ``late_from`` the day after which it, or the answer to an offer, is late; ``NEVER`` where none is awaited.
    ``to_tell``: events that the ledger must still be told, in order. ``version`` counts changes, so that nobody writes
    over what he has not seen.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="arrangements")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, default="plan")
    debt = models.CharField(max_length=200)
    currency = models.CharField(max_length=3)
    talks = SealedJSON()
    state = models.CharField(max_length=12)
    ended = models.CharField(max_length=12, blank=True)
    next_day = models.IntegerField(default=NEVER)
    late_from = models.IntegerField(default=NEVER)
    to_tell = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.BigIntegerField()
    changed_at = models.BigIntegerField()

    PERSON, ORGANISATION = "account__assigned_to", "organisation"

    class Meta:
        """Listed by the day that comes next."""

        indexes = (
            models.Index(fields=("organisation", "ended", "next_day", "id"), name="deal_next"),
            models.Index(fields=("organisation", "ended", "state", "late_from"), name="deal_state"),
        )

    def __str__(self) -> str:
        return f"{self.kind} of {self.account_id}: {self.state}"


class Instalment(models.Model):
    """One payment of an agreement that stands, to count by: what came in time, and when all of it was there.

    ``last_day`` is the last on which it is in time. What it is called on a day follows from these (``instalments.py``).
    """

    arrangement = models.ForeignKey(Arrangement, on_delete=models.CASCADE, related_name="instalments")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    day = models.IntegerField()
    last_day = models.IntegerField()
    amount_minor = models.BigIntegerField()
    covered_minor = models.BigIntegerField(default=0)
    in_time_minor = models.BigIntegerField(default=0)
    is_part = models.BooleanField(default=False)
    met_on = models.IntegerField(null=True)

    PERSON, ORGANISATION = "arrangement__account__assigned_to", "organisation"

    class Meta:
        """Counted by day."""

        constraints = (models.UniqueConstraint(fields=("arrangement", "number"), name="instalment_once"),)
        indexes = (
            models.Index(fields=("organisation", "last_day"), name="instalment_due"),
            models.Index(fields=("organisation", "day"), name="instalment_day"),
        )

    def __str__(self) -> str:
        return f"instalment {self.number} of {self.arrangement_id}"


class Paper(SealedModel):
    """A letter to the debtor of an account. ``state``: waiting, printed (a contact on the ledger), withdrawn.

    ``wanted`` is all that was chosen, ``text`` what it says, ``notes`` for the writer alone; ``files`` are handed out
    when it is printed, and not before. ``permit`` is the one under which it goes out, ``tries`` how often the gate was
    asked, ``why`` why it was refused last (rules, no words of the letter).
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="papers")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    lang = models.CharField(max_length=2)
    day = models.IntegerField()
    answer_by = models.IntegerField(null=True)
    state = models.CharField(max_length=10, default="waiting")
    why = models.TextField(blank=True)
    wanted = SealedJSON()
    subject = SealedText()
    text = SealedText()
    notes = SealedText()
    files = SealedJSON()
    permit = models.CharField(max_length=40, blank=True)
    tries = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.BigIntegerField()
    changed_at = models.BigIntegerField()

    PERSON, ORGANISATION = "account__assigned_to", "organisation"

    class Meta:
        """Looked for by state, the oldest first."""

        indexes = (models.Index(fields=("organisation", "state", "made_at"), name="paper_state"),)

    def __str__(self) -> str:
        return f"{self.kind} to {self.account_id}: {self.state}"


class Line(models.Model):
    """One thing of the ledger, to count by: an answer of the gate, a complaint, a payment; never whom it is about.

    ``what``: the answer (allow, not-now, ask-a-person, refuse), complaint, payment or undone. ``why``: the first
    reason (rulebook/rule, or a word of the gate). ``became``: what became of the permit, empty while nobody said.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="lines")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    seq = models.BigIntegerField()
    at = models.BigIntegerField()
    day = models.IntegerField()
    what = models.CharField(max_length=14)
    why = models.CharField(max_length=120, blank=True)
    channel = models.CharField(max_length=30, blank=True)
    permit = models.CharField(max_length=40, blank=True)
    expires_at = models.BigIntegerField(null=True)
    became = models.CharField(max_length=10, blank=True)

    PERSON, ORGANISATION = "user", "organisation"

    class Meta:
        """A record once for an account; counted by day."""

        constraints = (models.UniqueConstraint(fields=("account", "seq"), name="line_once"),)
        indexes = (
            models.Index(fields=("organisation", "day", "what"), name="line_day"),
            models.Index(fields=("permit",), name="line_permit"),
        )

    def __str__(self) -> str:
        return f"{self.what} {self.seq} of {self.account_id}"


class DayCount(models.Model):
    """How many lines of a day are alike: what a figure is made of, kept so that nobody counts lines for a page."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    day = models.IntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    what = models.CharField(max_length=14)
    why = models.CharField(max_length=120, blank=True)
    became = models.CharField(max_length=10, blank=True)
    n = models.PositiveIntegerField()

    PERSON, ORGANISATION = "user", "organisation"

    class Meta:
        """Read by day."""

        indexes = (models.Index(fields=("organisation", "day"), name="day_count"),)

    def __str__(self) -> str:
        return f"{self.n} {self.what} on {self.day}"


class Counted(models.Model):
    """Up to which record the log of an account was counted into lines."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="counted")
    seq = models.BigIntegerField(default=0)

    PERSON, ORGANISATION = None, "account__organisation"

    def __str__(self) -> str:
        return f"{self.account_id} up to {self.seq}"

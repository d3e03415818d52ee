"""Portfolios and their accounts. What happened is on the ledger and nowhere here; a standing is a copy to sort by."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from forbear.web.people.models import Organisation
from forbear.web.sealed.fields import SealedJSON, SealedModel, SealedText

AT_ONCE, ASKED, NEVER = 1, 2**62 - 1, 2**62
"""``from_at`` where an account may be contacted now, where a person must decide, and where waiting opens nothing."""


class Portfolio(models.Model):
    """Debts that were brought together. ``collector`` is who contacts, by the gate's id; ``state``: reading, ready.

    ``source`` is the hash of the file and of how it was read, so that the same one sent again changes nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="portfolios")
    name = models.CharField(max_length=200)
    collector = models.CharField(max_length=200)
    currency = models.CharField(max_length=3)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.BigIntegerField()
    state = models.CharField(max_length=10, default="reading")
    source = models.CharField(max_length=64)
    rows_read = models.PositiveIntegerField(default=0)
    rows_kept = models.PositiveIntegerField(default=0)
    rows_rejected = models.PositiveIntegerField(default=0)

    PERSON, ORGANISATION = None, "organisation"

    class Meta:
        """A file makes one portfolio of an organisation."""

        constraints = (models.UniqueConstraint(fields=("organisation", "source"), name="one_of_a_file"),)

    def __str__(self) -> str:
        return self.name


class Piece(SealedModel):
    """Rows of a file on their way into accounts, all rows of a debtor in one piece.

    ``rows``: (line, fields) as the file has them, gone when they were taken in; ``rejected`` then says which were not:
    (line, customer, column, why), with nothing else of the row.
    """

    portfolio = models.ForeignKey(Portfolio, on_delete=models.CASCADE, related_name="pieces")
    number = models.PositiveIntegerField()
    is_done = models.BooleanField(default=False)
    rows = SealedJSON()
    rejected = SealedJSON()

    PERSON, ORGANISATION = None, "portfolio__organisation"

    class Meta:
        """Each once, in order."""

        constraints = (models.UniqueConstraint(fields=("portfolio", "number"), name="piece_once"),)

    def __str__(self) -> str:
        return f"piece {self.number} of {self.portfolio_id}"


class Account(SealedModel):
    """One debtor of a portfolio.

    ``debtor`` is her name in the ledger, which tells nobody who she is. ``person``: ``name``, ``language``, ``place``,
    ``zone``, ``addresses`` and ``people`` (``contactable.py``); ``debts``: rows of ``plan/fields.toml`` with their ids.
    Name and telephone are found by their keyed hashes, as a whole. ``organisation`` is the portfolio's.

    The standing is what the gate would answer for the best channel, judged up to the record ``judged_seq`` of her log:
    ``word``, ``channel``, ``from_at`` (the first instant from which; ``AT_ONCE``, ``ASKED`` where a person must decide,
    ``NEVER``, 0 before the first judging), ``why`` (ids of rules), and ``stands_until``, when it must be judged again
    though nothing happened.
    """

    portfolio = models.ForeignKey(Portfolio, on_delete=models.CASCADE, related_name="accounts")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="accounts")
    debtor = models.CharField(max_length=200, db_index=True)
    person = SealedJSON()
    name_hash = models.CharField(max_length=64, db_index=True)
    phone_hash = models.CharField(max_length=64, blank=True, db_index=True)
    debts = SealedJSON()
    debts_count = models.PositiveIntegerField(default=0)
    due_minor = models.BigIntegerField(default=0)
    oldest_due_day = models.IntegerField(null=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="accounts"
    )
    word = models.CharField(max_length=12, blank=True)
    channel = models.CharField(max_length=30, blank=True)
    from_at = models.BigIntegerField(default=0)
    why = models.TextField(blank=True)
    judged_at = models.BigIntegerField(default=0)
    judged_seq = models.BigIntegerField(default=0)
    stands_until = models.BigIntegerField(default=0)

    PERSON, ORGANISATION = "assigned_to", "organisation"

    class Meta:
        """A debtor once in a portfolio; listed by who may be contacted first, all and each collector's own."""

        constraints = (models.UniqueConstraint(fields=("portfolio", "debtor"), name="debtor_once"),)
        indexes = (
            models.Index(fields=("organisation", "from_at", "oldest_due_day", "id"), name="worklist"),
            models.Index(
                fields=("organisation", "assigned_to", "from_at", "oldest_due_day", "id"), name="worklist_own"
            ),
            models.Index(fields=("organisation", "word", "from_at", "oldest_due_day", "id"), name="worklist_word"),
        )

    def __str__(self) -> str:
        return f"account {self.pk}"


class Draft(SealedModel):
    """The text of a message under an open permit, which the permit holds only the hash of; gone when it is used."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="drafts")
    permit = models.CharField(max_length=40, unique=True)
    text = SealedText()

    PERSON, ORGANISATION = None, "account__organisation"

    def __str__(self) -> str:
        return f"text under {self.permit}"


class Waiting(SealedModel):
    """A contact that was asked for and that the gate left to a person: the decision ``seq`` of her log.

    ``asker`` is the name under which it was asked for (``asking.actor``, or that of a program), ``contact`` the
    fingerprint of that contact, ``text`` that of a message from the desk, gone when it is not needed any more.
    ``state``: waiting; approved, when a supervisor did so and the program has not asked again yet; asked, when it was
    approved and the gate answered again (``answer``, the record of that); declined; withdrawn by whoever asked; over,
    when the same contact was asked for again. ``by`` is the number of whoever answered, ``reason`` what she wrote.
    Nothing here opens anything: that the ledger alone does.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="waiting")
    seq = models.BigIntegerField()
    asker = models.CharField(max_length=200, db_index=True)
    contact = models.CharField(max_length=64)
    at = models.BigIntegerField()
    text = SealedText(null=True)
    state = models.CharField(max_length=10, default="waiting")
    by = models.BigIntegerField(null=True)
    reason = SealedText(null=True)
    answered_at = models.BigIntegerField(null=True)
    answer = models.BigIntegerField(null=True)

    PERSON, ORGANISATION = None, "account__organisation"

    class Meta:
        """A decision waits once; listed by how long those wait that wait."""

        constraints = (models.UniqueConstraint(fields=("account", "seq"), name="decision_waits_once"),)
        indexes = (models.Index(fields=("state", "at"), name="waits_since"),)

    def __str__(self) -> str:
        return f"decision {self.seq} of account {self.account_id}"


class Look(models.Model):
    """Somebody looked at an account, or at an address under a ``permit``: only ever added, and tells no name."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="looks")
    at = models.BigIntegerField()
    viewer = models.BigIntegerField()
    role = models.CharField(max_length=20)
    what = models.CharField(max_length=40)
    permit = models.CharField(max_length=40, blank=True)

    PERSON, ORGANISATION = None, "account__organisation"

    class Meta:
        """Looked for by account, the newest first."""

        indexes = (models.Index(fields=("account", "-at"), name="looks_at"),)

    def __str__(self) -> str:
        return f"{self.viewer} ({self.role}) saw {self.what}"

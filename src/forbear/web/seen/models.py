"""The access record: rows are only ever added, and hold numbers in place of names."""

from __future__ import annotations

from django.db import models


class Look(models.Model):
    """Somebody looked at, or changed, what is another person's.

    ``viewer`` and ``person`` are the numbers of users; ``organisation`` is that in which the viewer had the ``role``.
    ``what`` names the kind of thing, ``act`` is why: the entry of the table of acts under which it was allowed.
    """

    at = models.BigIntegerField()
    viewer = models.BigIntegerField()
    role = models.CharField(max_length=20)
    organisation = models.CharField(max_length=200)
    person = models.BigIntegerField()
    what = models.CharField(max_length=40)
    act = models.CharField(max_length=60)

    PERSON, ORGANISATION = "person", None

    class Meta:
        """Looked for by person, the newest first."""

        indexes = (models.Index(fields=("person", "-at"), name="seen_of"),)

    def __str__(self) -> str:
        return f"{self.viewer} ({self.role}) saw {self.what} of {self.person}"

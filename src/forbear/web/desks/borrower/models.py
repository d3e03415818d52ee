"""A person's case, and its sealed documents: one of each kind, in the formats of the command line."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from forbear.web.people.models import Organisation
from forbear.web.sealed.fields import SealedModel, SealedText


class Case(models.Model):
    """The case of one person in one organisation (a household, an advice centre)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="cases")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="cases")
    made_at = models.BigIntegerField()

    PERSON, ORGANISATION = "person", "organisation"

    class Meta:
        """One for each person in an organisation."""

        constraints = (models.UniqueConstraint(fields=("person", "organisation"), name="one_case"),)

    def __str__(self) -> str:
        return f"case {self.pk}"


class Document(SealedModel):
    """One document of a case. ``version`` counts its changes, so that nobody writes over what he has not seen."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=20)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.BigIntegerField()
    body = SealedText()

    PERSON, ORGANISATION = "case__person", "case__organisation"

    class Meta:
        """One of each kind."""

        constraints = (models.UniqueConstraint(fields=("case", "kind"), name="one_of_each_kind"),)

    def __str__(self) -> str:
        return f"{self.kind} of {self.case_id}"

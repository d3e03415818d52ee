"""The table that says which ring of keys belongs to this database."""

from __future__ import annotations

from django.db import models

from forbear.web.sealed.fields import SealedText


class Proof(models.Model):
    """One row with a sealed word and a hash of it: whoever starts with another ring is told so before anything else."""

    ONLY = 1
    id = models.PositiveSmallIntegerField(primary_key=True)
    word = SealedText()
    hashed = models.CharField(max_length=64)

    def __str__(self) -> str:
        return "the proof of the ring"

"""What we keep beside the queue's own row of a task: for whom it is, how far it is, and until when it is whose."""

from __future__ import annotations

from django.db import models


class Job(models.Model):
    """A task of the queue (``django_tasks_db``) under the same id.

    ``name`` says what it is, so that the same thing does not wait twice. ``holder`` is the worker that has it until
    ``leased_until``; who is killed loses it then. ``fault`` names what went wrong, without anything personal.
    """

    task = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=200)
    person = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, default="waiting")
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    tries = models.PositiveIntegerField(default=0)
    holder = models.CharField(max_length=32, blank=True)
    leased_until = models.BigIntegerField(default=0)
    made_at = models.BigIntegerField()
    fault = models.CharField(max_length=100, blank=True)

    PERSON, ORGANISATION = "person", None

    class Meta:
        """The same thing waits or runs once."""

        constraints = (
            models.UniqueConstraint(
                fields=("name",), condition=models.Q(state__in=("waiting", "running")), name="waits_once"
            ),
        )
        indexes = (models.Index(fields=("name", "made_at"), name="job_named"),)

    def __str__(self) -> str:
        return f"{self.name}: {self.state}"

    @property
    def is_over(self) -> bool:
        """Was it done, or given up?"""
        return self.state in ("done", "failed")

"""The Django application of work in the background."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Leases and progress of tasks."""

    name = "forbear.web.jobs"
    label = "jobs"

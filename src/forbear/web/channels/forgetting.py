"""What is kept only for a time goes by itself: each minute the applications are asked (``forgets``)."""

from __future__ import annotations

from django.apps import apps
from django.utils.module_loading import import_string

from forbear.calendar import MINUTE, Instant

EVERY: Instant = MINUTE


class Forgetting:
    """When it was done last, in this process."""

    def __init__(self) -> None:
        self.due: Instant = 0

    def turn(self, now: Instant) -> bool:
        """Forget, where a minute is over; was it?"""
        if now < self.due:
            return False
        self.due = now + EVERY
        forget(now)
        return True


def forget(now: Instant) -> None:
    """Let each application delete what it need not keep any longer."""
    for app in apps.get_app_configs():
        for name in getattr(app, "forgets", ()):
            import_string(name)(now)

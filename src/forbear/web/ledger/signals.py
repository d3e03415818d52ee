"""Where other parts of the server join in."""

from django.dispatch import Signal

serving = Signal()
"""The server is about to answer at ``address``: a receiver gives back lines to show, such as how to get a key."""

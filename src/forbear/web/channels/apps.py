"""The Django application of what leaves the server."""

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    """Webhooks, templates, messages."""

    name = "forbear.web.channels"
    label = "channels"

"""The server of the API's tests, for what leaves it."""

from tests.web.api.conftest import clock, collector, server

__all__ = ["clock", "collector", "server"]

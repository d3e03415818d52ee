"""The HTTP API, version 1: ask, use, record, look up."""

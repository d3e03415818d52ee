"""Statuses of answers that several pages give."""

WRONG = 422
"""A form is shown again, since something in it is wrong."""

"""Forbear: collection contacts on overdue consumer loans, judged by cited rules."""

__version__ = "0.1.0"

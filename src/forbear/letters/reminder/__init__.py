"""A reminder to somebody who owes: what is open, how to pay, and what to do who cannot or does not agree."""

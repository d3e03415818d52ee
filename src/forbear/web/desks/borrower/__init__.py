"""The borrower's desk: what was done to me, was it right, what can I pay, whom do I write to."""

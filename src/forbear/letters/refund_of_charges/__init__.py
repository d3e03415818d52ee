"""The request to refund or recalculate charges above a cap, with the table of payments behind it."""

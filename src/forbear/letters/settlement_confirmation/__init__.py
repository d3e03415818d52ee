"""The confirmation of a settlement: each payment, what happens to the rest, receipts, the credit record."""

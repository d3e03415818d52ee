"""Stop all contact about a debt, where there is a right to it."""

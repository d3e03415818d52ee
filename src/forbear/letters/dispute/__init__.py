"""The debt, or an amount of it, is disputed."""

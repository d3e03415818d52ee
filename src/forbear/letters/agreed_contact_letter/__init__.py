"""A letter to somebody whom a debtor named, only when the debtor cannot be reached, only to get back into touch."""

"""One offer to many lenders at once: what the budget leaves, shared in proportion to what each is owed."""

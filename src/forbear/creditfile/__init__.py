"""What the lenders' records say of a person, and whether they are this person's at all."""

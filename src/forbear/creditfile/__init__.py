"""The credit file: what lenders' records say of a person, whether they are this person's, and how far to believe them."""

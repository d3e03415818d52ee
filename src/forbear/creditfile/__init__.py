"""The credit file: what lenders' records say of a person, and how far they can be believed."""

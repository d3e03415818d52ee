"""The credit file: what lenders' records say of a person, whether they are hers, and how far to believe them."""

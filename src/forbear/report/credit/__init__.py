"""A credit file for three readers: the person, a lender, a regulator; one document, in which each sees less or all."""

"""The validation notice of United States law: what is owed, how it came about, and how to dispute it."""

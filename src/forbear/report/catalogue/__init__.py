"""The rulebooks as pages that people read: one for each book, and a table of places."""

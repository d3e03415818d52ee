"""Rows of people: a store's claims linked to people, and of each table the rows that are surely somebody's."""

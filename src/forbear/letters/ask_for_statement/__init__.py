"""A polite request for a statement of what is owed, by whom and on what contract; it stands on no right."""

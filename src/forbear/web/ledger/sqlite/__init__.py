"""SQLite as Django has it, with a line before whom it lets write."""

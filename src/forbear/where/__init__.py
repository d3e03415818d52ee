"""Where a person may be, by telephone numbers, an address, and what was said. One file per kind of evidence."""

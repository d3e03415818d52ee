"""The script of a call to somebody else, to find out how a debtor can be reached; nothing else is said."""

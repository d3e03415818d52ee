"""The line of a blacklist: whose list, by which rule, on what evidence, how to leave it, and when it ends."""

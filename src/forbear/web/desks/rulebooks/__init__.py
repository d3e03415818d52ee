"""The desk of rulebooks: what they say, which apply, and a contact tried out by them."""

"""A request to be contacted in writing only."""

"""A request for proof of the debt and of who may collect it, where there is a right to it."""

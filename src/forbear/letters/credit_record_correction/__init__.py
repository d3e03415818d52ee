"""A request to correct a wrong entry in a credit file, to the bureau or to the firm that reported it."""

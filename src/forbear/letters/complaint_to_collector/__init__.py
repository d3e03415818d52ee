"""A complaint to a collector or creditor about its contacts, from the audit of the case."""

"""Offers, agreements, promises, payments and letters of an account, and what a supervisor sees of all."""

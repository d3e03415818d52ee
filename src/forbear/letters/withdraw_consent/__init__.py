"""Consent to the use of data is taken back, and a harvested address book is to be erased."""

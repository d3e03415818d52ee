"""A short message in advance to relatives, friends and colleagues: somebody may ask you about me."""

"""The answer to a counter-offer: accepted, or what is possible instead, with the reason in figures."""

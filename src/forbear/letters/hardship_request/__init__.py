"""The request for an arrangement in hardship: a pause, lower payments, a longer term, a lower rate, another day."""

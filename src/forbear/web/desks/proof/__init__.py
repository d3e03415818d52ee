"""The desk of proof: what the gate decided, decided again, checked, and packed for a court."""

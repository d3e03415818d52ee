"""The records of the gate in a database."""

"""Work in the background: a row in the database until it is done, taken under a lease, done once."""

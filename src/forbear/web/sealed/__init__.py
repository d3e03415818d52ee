"""What tells of persons, encrypted at rest: fields, keys, keyed hashes, and turning the keys."""

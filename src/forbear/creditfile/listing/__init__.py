"""What the law of a place says of public lists."""

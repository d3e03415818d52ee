"""Made-up logs of contacts with planted violations and the answer key, as many as are wanted."""

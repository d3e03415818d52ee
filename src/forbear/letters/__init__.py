"""Letters: what borrowers, their relatives and collectors write, filled from a case and correct for its place."""

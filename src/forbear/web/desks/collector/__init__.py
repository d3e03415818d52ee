"""The collector's desk: portfolios, the worklist, the gate asked with one click, and what came of it recorded."""

"""Ways into the store: lenders' deliveries by mapping file, Metro 2, PBoC-like reports."""

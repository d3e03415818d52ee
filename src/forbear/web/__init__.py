"""The gate as a server: a Django project with the ledger that keeps its records."""

"""The request to stop interest and charges while payments are made."""

"""Rights of the person: consents, looks, disputes, corrections and splits, as records that are only ever added."""

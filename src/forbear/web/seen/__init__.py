"""Who looked at whose data: written with the look, never changed, shown to the person."""

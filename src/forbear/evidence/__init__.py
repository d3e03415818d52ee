"""The evidence pack: an audit as files that a court can read and anybody can check, in one zip."""

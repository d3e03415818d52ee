"""The frame of all pages: its style, its texts, its parts."""

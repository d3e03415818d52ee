"""What a message says, decided by phrases and without a model."""

from forbear.words.flags import content_flags
from forbear.words.read import read_message
from forbear.words.reading import CATEGORIES, Reading, Said

__all__ = ["CATEGORIES", "Reading", "Said", "content_flags", "read_message"]

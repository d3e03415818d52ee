"""Statements: from the rows of a person to one document in which each sentence names the rows that it rests on."""

from forbear.creditfile.statements.document import (
    Basis,
    Decide,
    Rights,
    Written,
    documents,
    number_of,
    sha256_of,
    written,
)
from forbear.creditfile.statements.placing import Rate

__all__ = ["Basis", "Decide", "Rate", "Rights", "Written", "documents", "number_of", "sha256_of", "written"]

"""An entry of the menu of all pages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Desk:
    """An entry of the menu. An application that has pages gives its ``AppConfig`` an attribute ``desks`` of these.

    Shown to whoever may do ``act``; its words are the texts ``<key>.name`` and ``<key>.about``.
    """

    key: str
    act: str
    page: str
    """The name of the address of its first page."""
    own: str = ""
    """An act; for whoever may not do it the words are those of ``others``, since what is seen there is not her own."""
    others: str = ""

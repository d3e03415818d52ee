"""Templates to pages, letters and pictures; the only package that imports the libraries for it.

``screen``: HTML, charts. ``paper``: PDF. ``word``: Word. ``fonts``: the fonts, which come as packages.
"""

from forbear.render.fonts import without_glyph
from forbear.render.paper import pdf, pictures_of_pages, template_of
from forbear.render.screen import chart, filled, page, picture
from forbear.render.word import word

__all__ = ["chart", "filled", "page", "pdf", "picture", "pictures_of_pages", "template_of", "without_glyph", "word"]

"""Who may open which page, and which rows they find there: the one place where this is decided.

``pages.py`` is the table of pages, ``rows.py`` the table of rows; ``gate.py`` holds every request against
the first, and a view asks for rows by ``visible(request.access, Model.objects...)``.
"""

from .access import Access, Scope
from .pages import PAGES, Page
from .rows import visible

__all__ = ["PAGES", "Access", "Page", "Scope", "visible"]

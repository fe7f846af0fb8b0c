"""The browser, for the tests of this folder."""

from tests.chromium import browser, open_page

__all__ = ["browser", "open_page"]

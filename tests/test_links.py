"""Every link from the README, a page of docs/ or a docstring to a page and its heading leads somewhere."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = {page.name: page.read_text(encoding="utf-8") for page in (ROOT / "docs").glob("*.md")}
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
IN_PAGES = re.compile(r"\]\((?:docs/)?([a-z-]+\.md)?(?:#([\w-]+))?\)")
IN_SOURCES = re.compile(r"docs/([a-z-]+\.md)(?:#([\w-]+))?")


def anchors(text):
    """Headings as links name them: small letters, without punctuation, dashes for spaces."""
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in HEADING.findall(text)}


ANCHORS = {name: anchors(text) for name, text in PAGES.items()}
SOURCES = sorted((ROOT / "src").rglob("*.py"))


def astray(links, own=None):
    """Links to pages or headings that are not there."""
    return [
        (page, anchor)
        for page, anchor in links
        if (page or own) not in PAGES or (anchor and anchor not in ANCHORS[page or own])
    ]


@pytest.mark.parametrize("page", sorted(PAGES))
def test_links_of_a_page(page):
    assert astray(IN_PAGES.findall(PAGES[page]), page) == []


def test_links_of_the_readme_and_of_docstrings():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert astray(link for link in IN_PAGES.findall(readme) if link[0]) == []
    links = {link for path in SOURCES for link in IN_SOURCES.findall(path.read_text(encoding="utf-8"))}
    assert ("model.md", "goals-and-scores") in links
    assert astray(links) == []

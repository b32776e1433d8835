"""Readers of the documents that are not their writers, for tests: what does a stranger's tool find in them?"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

from harness.results import Results
from harness.verdicts.verdict import Word

WORDS: tuple[Word, ...] = ("pass", "fail", "not_observable", "not_applicable", "error")


def counts(results: Results) -> dict[str, int]:
    """Return how many checks came to each verdict."""
    found = Counter(check.verdict for check in results.checks)
    return {word: found[word] for word in WORDS}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text in it, also of its children, in their order."""
        return "".join(self.texts)

    def all(self, tag: str | None = None, **attributes: str) -> list[Element]:
        """Return the elements below that have this tag and these attributes; a class is one of several."""
        found = []
        for child in self.children:
            if (tag is None or child.tag == tag) and all(child.has(*pair) for pair in attributes.items()):
                found.append(child)
            found += child.all(tag, **attributes)
        return found

    def has(self, name: str, value: str) -> bool:
        own = self.attributes.get(name.rstrip("_").replace("_", "-"), "")
        return value in own.split() if name == "class_" else own == value


BLOCKS = {"td", "th", "dt", "dd", "p", "li", "div", "caption"}
VOID = {"meta", "link", "br", "img", "input", "hr", "base", "rect"}


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("document", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open[-1].tag == tag, f"</{tag}> closes <{self._open[-1].tag}>"
        self._open.pop()
        if tag in BLOCKS:
            self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.texts.append(data)

    def finished(self) -> Element:
        assert [element.tag for element in self._open] == ["document"], "an element is not closed"
        return self.root


def html(document: bytes) -> Element:
    """Return the tree of a page. Fails if tags do not match."""
    tree = _Tree()
    tree.feed(document.decode())
    tree.close()
    return tree.finished()


def one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()

"""What the styles that a page carries in itself do to text: hide it, strike it, raise it, put it on a line of its own.

A style sheet elsewhere is not fetched. Of the page's own, rules for one class, one id or one element are known by
these; which elements any other rule is for is found in the tree, where it may change a figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from selectolax.lexbor import LexborNode, SelectolaxError

from gouji.normalize.html.limits import MOST_MATCHED, MOST_STEPS
from gouji.normalize.html.written import unescaped
from gouji.normalize.unreadable import Unreadable

# Bits of what a style does to the text of its element; plain numbers, for there is one an element.
HIDDEN = 1  # without a box, as if it were not there
FAINT = 2  # there, but nothing to be seen of it
STRUCK = 4
RAISED = 8
LOWERED = 16
TURNED = 32  # its characters in another order than written
APART = 64  # on lines of its own
PREFORMATTED = 128  # its line breaks and spaces are kept
PALE = 256  # in no colour, or in white: on paper of another colour it is seen
PRINTED = 512  # more is shown than stands in it
MARKED = FAINT | PALE | STRUCK | RAISED | LOWERED | TURNED
"""What would change a figure that is read without it."""
_SHOWN = 1024  # with a box, whatever lesser rules say
_URGENT = 2048  # whatever greater rules say of the box
_BOX = HIDDEN | _SHOWN | _URGENT

_ZERO = r"[+-]?0*\.?0+(?:px|pt|r?em|%)?(?:\s*!.*)?$"
_EFFECTS: Mapping[str, tuple[tuple[re.Pattern[str], int], ...]] = {
    name: tuple((re.compile(pattern, re.I), effect) for pattern, effect in values)
    for name, values in {
        "display": (
            (r"none\b", HIDDEN),
            (r"(?:block|flex|grid|table|list-item|flow-root)(?!-)|table-", APART),
            (r"inline|block|flex|grid|table|list-item|flow-root|contents|initial|unset|revert|inherit", _SHOWN),
        ),
        "visibility": ((r"hidden|collapse", FAINT),),
        "font-size": ((_ZERO, FAINT),),
        "opacity": ((_ZERO, FAINT),),
        "text-decoration": ((r".*line-through", STRUCK),),
        "text-decoration-line": ((r".*line-through", STRUCK),),
        "vertical-align": ((r"super\b", RAISED), (r"sub\b", LOWERED)),
        "unicode-bidi": ((r"bidi-override|isolate-override", TURNED),),
        "float": ((r"left|right", APART),),
        "position": ((r"absolute|fixed", APART),),
        "color": ((r"#f{3}(?:f{3})?\b|white\b|transparent\b|rgba\([^()]*,\s*0\s*\)", PALE),),
        "white-space": ((r"pre|break-spaces", PREFORMATTED),),
    }.items()
}
"""CSS property -> what its value must begin with, and what that does (CSS 2.2; text decoration, level 3)."""
_MAY_MATTER = re.compile("|".join(_EFFECTS), re.I)
_URGENTLY = re.compile(r"!\s*important", re.I)
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.S)
_SIMPLE = re.compile(r"[a-z][a-z0-9]*|(?:[a-z][a-z0-9]*)?[.#][\w-]+", re.I)
_BESIDE = re.compile(r"::?(?:before|after)$", re.I)
_CONTENT = re.compile(r"(?<![\w-])content\s{0,9}:\s{0,9}([^;]*)", re.I)
_NO_CONTENT = re.compile(
    r"(?:none|normal|no-(?:open|close)-quote|([\"'])(?:\s|\\(?:200[b-f]|feff|0{0,4}(?:20|a0|a|d)))*+\1)\s*(?:!.*)?",
    re.I,
)
_OF_USERS = re.compile(r":(?:hover|focus|active|visited|target)", re.I)
"""What an element is only while somebody does something."""
_OF_TABLES = re.compile(r"\b(?:table|t[rdh]|tbody)\b", re.I)
_WEIGHED = (
    re.compile(r"#[\w-]"),
    re.compile(r"[.\[]|:(?!:)"),
    re.compile(r"(?<![^\s>+~(])[a-z]", re.I),
)
"""The ids, the classes and the names of elements in a selector: what decides between rules (CSS selectors, level 4)."""
_MOST_CLASSES = 50
_MARK = "data-matched-rules"
_COUNTS = re.compile(r"[:~]")
_COUNTED = 200
"""Elements of one parent that are counted anew for each of them as fast as one is matched."""
_STEP = re.compile(r"[^\s>+~]+")


class Rule(NamedTuple):
    """What one selector of a rule does; `weight`: its ids, classes and names, and its place among all."""

    weight: tuple[int, ...]
    selector: str
    effect: int


class Styles:
    """What the style sheets of one page do, and what its elements say themselves."""

    def __init__(self, root: LexborNode, tags: int) -> None:
        """Read the style sheets, and mark in the tree, of so many tags, whom the rules are for that no name tells.

        Raises Unreadable where these are too many or too long to be looked for.
        """
        self._by_name: dict[str, list[Rule]] = {}
        self._found: list[Rule] = []
        for rule in _rules_of(style.text() for style in root.css("style")):
            if _SIMPLE.fullmatch(rule.selector):
                self._by_name.setdefault(rule.selector.lower(), []).append(rule)
            elif rule.effect & ~APART or _OF_TABLES.search(rule.selector):
                self._found.append(rule)
        if not any(rule.effect & HIDDEN for rule in chain(self._found, *self._by_name.values())):
            self._found = [rule for rule in self._found if rule.effect & ~_BOX]
        if self._found:
            self._mark(root, tags)
        names = ["style", "hidden", "color"]
        if any(not name.isalnum() for name in self._by_name):
            names += ["class", "id"]
        self._says = re.compile(rf' ({"|".join([*names, _MARK])})="([^"]*)"')

    def _mark(self, root: LexborNode, tags: int) -> None:
        steps = [len(_STEP.findall(rule.selector)) for rule in self._found]
        counting = 1 + tags // _COUNTED if any(_COUNTS.search(rule.selector) for rule in self._found) else 1
        if max(steps) > MOST_STEPS or sum(steps) * tags * counting > MOST_MATCHED:
            raise Unreadable("read.limit_exceeded", "style rules that are too many or too long")
        for node in root.css(f"[{_MARK}]"):
            del node.attrs[_MARK]
        marks: dict[int, tuple[LexborNode, list[str]]] = {}
        for index, rule in enumerate(self._found):
            try:
                nodes = root.css(rule.selector)
            except SelectolaxError:  # a browser may not know it either; what it hides stays in the text
                continue
            for node in nodes:
                marks.setdefault(node.mem_id, (node, []))[1].append(str(index))
        for node, indices in marks.values():
            node.attrs[_MARK] = " ".join(indices)

    def effect_of(self, tag: str, written: str) -> int:
        """Return what styles do to an element, from its name and what is written of its attributes."""
        rules = self._by_name.get(tag, [])
        said = self._says.findall(written) if written else ()
        effects: list[int] = []
        own = 0
        for name, value in said:
            if "&" in value:
                value = unescaped(value)
            if name == "style":
                own = _effect_of(value)
            elif name == "hidden":
                effects.append(HIDDEN)
            elif name == "color":
                effects += [_effect_of(f"color:{value}")] if tag == "font" else []
            elif name == _MARK:
                rules = rules + [self._found[int(index)] for index in value.split()] if self._found else rules
            else:
                rules = rules + [rule for one in _names(tag, name, value) for rule in self._by_name.get(one, ())]
        if rules:
            effects += [rule.effect for rule in sorted(rules)]
        elif not effects:
            return own & ~(_SHOWN | _URGENT)
        return _together([*effects, own]) & ~(_SHOWN | _URGENT)


def _names(tag: str, attribute: str, value: str) -> Iterator[str]:
    """Yield the simple selectors for the classes or the id of an element."""
    sign = "." if attribute == "class" else "#"
    for name in dict.fromkeys(value.lower().split()[:_MOST_CLASSES]) if sign == "." else (value.lower(),):
        yield f"{sign}{name}"
        yield f"{tag}{sign}{name}"


def _together(effects: Iterable[int]) -> int:
    """Return what styles do together, the least first: of what decides on a box the last, else all of them."""
    found = box = 0
    for effect in effects:
        found |= effect & ~_BOX
        if effect & _BOX and (effect & _URGENT or not box & _URGENT):
            box = effect & _BOX
    return found | box


@lru_cache(maxsize=4096)
def _effect_of(style: str) -> int:
    """Return what a style attribute, or the declarations of a rule, do."""
    if not _MAY_MATTER.search(style):
        return 0
    effects: list[int] = []
    for declaration in style.split(";"):
        name, _, value = declaration.partition(":")
        name, value = name.strip().lower(), value.strip()
        effect = 0
        for pattern, bit in _EFFECTS.get(name, ()):
            if pattern.match(value):
                effect |= bit
        if effect & _BOX and _URGENTLY.search(value):
            effect |= _URGENT
        effects.append(effect)
    return _together(effects)


def _rules_of(texts: Iterable[str]) -> Iterator[Rule]:
    """Yield the rules of a page's own style sheets that do something.

    Rules within others (for other media than the screen) are left out, and those for what a user points at.
    """
    place = 0
    for text in texts:
        if not _MAY_MATTER.search(text) and not _CONTENT.search(text):
            continue
        for selectors, declarations in _rules(_COMMENT.sub(" ", text.replace("<!--", " ").replace("-->", " "))):
            effect, content = _effect_of(declarations), _CONTENT.search(declarations)
            beside = PRINTED if content and not _NO_CONTENT.fullmatch(content[1]) else 0
            for selector in selectors.split(",") if effect or beside else ():
                name = selector.strip()
                if is_beside := _BESIDE.search(name):
                    # What is printed beside the text of an element, where it is seen, is no style of the element.
                    name = name[: is_beside.start()] or "*"
                    does = 0 if effect & (HIDDEN | FAINT) else beside
                else:
                    does = effect
                if does and name and not _OF_USERS.search(name):
                    place += 1
                    yield Rule((*(len(one.findall(name)) for one in _WEIGHED), place), name, does)


def _rules(text: str) -> Iterable[tuple[str, str]]:
    """Yield the selectors and declarations of the rules that stand in no other."""
    depth = 0
    for piece in text.split("}"):
        *_, selectors, declarations = ["", *piece.split("{")] if "{" in piece else ["", ""]
        depth += piece.count("{")
        if depth == 1:
            yield selectors.rsplit(";", 1)[-1], declarations
        depth = max(0, depth - 1)

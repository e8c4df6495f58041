"""The names of the parts a total is broken into."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from gouji.standard.statements import wording

_NAMES = re.compile(r"(?P<names>[^,;:。()\d]{3,80}?)分别(?P<rest>[^,;:。()\d]{0,20})")
_JOINT = re.compile(r"、|和|及|与|以及")


@cache
def _published() -> tuple[re.Pattern[str], ...]:
    """Return how a part is named: a channel, whatever one publishes through, any topic."""
    named = {name: f"(?:{pattern.pattern})" for name, pattern in wording().phrases.items()}
    published = "{publish}(?:{info})?{count_word}".format_map(named)
    after = f"{named['adverb']}{{0,3}}(?:{published}|(?:更新|推送|刊登|刊发)?(?:{named['info']})?{named['count_word']})"
    channel = rf"[^,;:。\d]{{0,40}}?{named['channel']}[”\"》]?(?:\([^()]{{0,60}}\))?"
    body = wording().lists["body"].pattern.removesuffix("$")
    return (
        re.compile(
            rf"(?P<name>[^,;:。()\d]{{0,20}}{body})(?:共|累计)?{named['publish']}(?:{named['info']})?{named['count_word']}"
        ),
        re.compile(rf"{named['through']}?(?P<name>{channel})(?:上|中|里|渠道|平台)?{after}"),
        re.compile(
            rf"{named['through']}(?P<name>[^,;:。\d]{{2,30}}?)(?:上|中|里|渠道|方式)?{named['adverb']}{{0,3}}{published}"
        ),
        re.compile(
            rf"(?:{named['publish']}(?=.{{2}}))?(?P<name>[^,;:。\d]{{1,40}}?)(?:共计|合计|共|为|有|占|计|达|:){{0,2}}"
        ),
    )


@cache
def _nothing_named() -> re.Pattern[str]:
    named = wording().phrases
    verb, info = named["publish"].pattern, named["info"].pattern
    return re.compile(rf"(?:{verb})?(?:{info})?(?:{named['count_word'].pattern})")


@lru_cache(maxsize=8192)
def part_named(head: str) -> str | None:
    """Return the part of a list that the words before a figure name; None where they name none."""
    head = wording().lists["verb_lead"].sub("", head)
    if not head or _nothing_named().fullmatch(head):
        return None
    for pattern in _published():
        if found := pattern.fullmatch(head):
            return found["name"]
    return None


def part_names(head: str) -> list[str]:
    """Return the parts that one clause names for the figures after it: 网站、微信、公开栏分别公开, in order."""
    found = _NAMES.fullmatch(wording().lists["verb_lead"].sub("", head))
    if found is None or _nothing_named().fullmatch(found["rest"].removesuffix("是")) is None:
        return []
    through = wording().phrases["through"].match(found["names"])
    names = _JOINT.split(found["names"][through.end() :] if through else found["names"])
    return names if len(names) > 1 and all(names) else []


@lru_cache(maxsize=4096)
def channel_named(head: str) -> str | None:
    """Return the channel that the words before a figure name; None where they name none."""
    name = part_named(head)
    return name if name is not None and wording().phrases["channel"].search(name) else None


def is_request_channel(name: str) -> bool:
    """Return whether a part is a way in which requests come in: 网络申请, 信函."""
    lists = wording().lists
    return lists["request_channel"].match(lists["request_tail"].sub("", name)) is not None

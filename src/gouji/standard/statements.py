"""What the text of a report claims, in words: the patterns of `statements.toml`, expanded and compiled.

A claim is told by all that stands before its number in the clause (`head`) and all that stands after its unit
(`tail`): a wording that is not wholly known is no claim. Patterns may not repeat without bound: they read hostile text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from gouji.standard.forms import terms
from gouji.standard.resources import StandardError, read_toml, require_keys

DERIVED_OUTCOMES = frozenset(
    {"received_total", "denied_total", "unavailable_total", "not_processed_total", "other_total"}
)
"""What a text counts that is no row of table 3: sums of its rows."""
DERIVED_APPLICANTS = frozenset({"organization_total"})
DERIVED_CHANNELS = frozenset({"litigation"})
NORMATIVE_MEASURES = frozenset({"issued", "repealed", "in_force", "newly_made", "newly_disclosed", "total_disclosed"})
PLAIN_SUBJECTS = frozenset(
    {
        "disclosed_total",
        "disclosed_part",
        "sections_count",
        "info_fee_notice_count",
        "info_fee_charged_yuan",
        "info_fee_collected_yuan",
    }
)
_PLACEHOLDER = re.compile(r"\{([a-z_]{1,30})\}")
_UNBOUNDED = re.compile(r"(?<!\\)[*+]|\{\d*,\}")
_NEEDS = frozenset({"", "office_work", "requests", "proceedings", "fees", "sections"})
_PHRASES = frozenset(
    {"ordinal", "time", "adverb", "about_ogi", "deputy", "own", "whole", "office", "body", "channel", "many", "through",
     "count_word", "publish", "info"}
)  # fmt: skip
"""Phrases the reader itself asks for."""
_TABLES = {"phrases", "times", "topics", "lists", "units", "claim", "keys", "details", "none"}
_DETAILS = {
    "outcome": "outcome",
    "outcome_after": "outcome",
    "applicant": "applicant",
    "proceeding_outcome": "proceeding_outcome",
    "normative": "normative",
}
"""Each detail and the table of keys it reads."""
_IS_KEY: dict[str, Callable[[str], bool]] = {
    "outcome": lambda key: _is_term("outcome", key, DERIVED_OUTCOMES),
    "applicant": lambda key: _is_term("applicant", key, DERIVED_APPLICANTS),
    "proceeding_outcome": lambda key: _is_term("proceeding_outcome", key, frozenset()),
    "normative": NORMATIVE_MEASURES.__contains__,
}
_NONE_ITEMS = {"request", "review", "suit", "fee", "notice", "carried_in", "carried_out", "normative", "repealed",
               "complaint"}  # fmt: skip
_KEYS: dict[str, set[str]] = {
    "times": {"past", "compared", "planned", "change"},
    "topics": {"narrow", "topical", "platform", "strong", "elsewhere", *(_NEEDS - {""})},
    "lists": {"open", "within", "action", "no_part", "verb_lead", "body", "request_channel", "request_tail"},
    "keys": set(_DETAILS.values()),
    "details": set(_DETAILS),
    "none": {"lead", "occur", "joint", "tail", "items"},
}


@dataclass(frozen=True, slots=True, eq=False)
class Claim:
    """One way to tell a figure. `needs` names what the text around it must speak of, empty where nothing."""

    subject: str
    units: frozenset[str]
    head: re.Pattern[str]
    tail: re.Pattern[str]
    needs: str
    applicant: str


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """All patterns of `statements.toml`. `units` gives each printed unit the classes it belongs to.

    `details` read what a figure told before is made of; the group that matches is the key: an outcome, an applicant.
    """

    claims: tuple[Claim, ...]
    units: dict[str, frozenset[str]]
    phrases: dict[str, re.Pattern[str]]
    times: dict[str, re.Pattern[str]]
    topics: dict[str, re.Pattern[str]]
    lists: dict[str, re.Pattern[str]]
    details: dict[str, re.Pattern[str]]
    none: re.Pattern[str]


def check_subject(subject: str) -> None:
    """Raise StandardError unless `subject` is in the closed list of what statements are about."""
    family, _, rest = subject.partition(".")
    first, _, second = rest.partition(".")
    if family == "requests":
        known = _is_term("outcome", first, DERIVED_OUTCOMES) and _is_term("applicant", second, DERIVED_APPLICANTS)
    elif family == "proceedings":
        known = _is_term("channel", first, DERIVED_CHANNELS) and _is_term("proceeding_outcome", second, frozenset())
    elif family == "normative":
        known = rest in NORMATIVE_MEASURES
    else:
        known = subject in PLAIN_SUBJECTS
    if not known:
        raise StandardError(f"statements.toml: unknown subject {subject!r}")


def _is_term(axis: Any, key: str, derived: frozenset[str]) -> bool:
    return (axis, key) in terms() or key in derived


@cache
def wording() -> Wording:
    """Return the patterns, read once; StandardError names what the file says that is not known here."""
    raw = read_toml("statements.toml")
    require_keys("statements.toml", raw, _TABLES, set())
    for table, known in _KEYS.items():
        require_keys(f"statements.toml, {table}", raw[table], known, set())
    phrases: dict[str, str] = {}
    for name, pattern in raw["phrases"].items():
        phrases[name] = _expanded(pattern, phrases)
    if missing := _PHRASES - phrases.keys():
        raise StandardError(f"statements.toml: no phrases {sorted(missing)}")
    units: dict[str, frozenset[str]] = {}
    for kind, printed in raw["units"].items():
        for unit in printed:
            units[unit] = units.get(unit, frozenset()) | {kind}
    return Wording(
        tuple(_claim(entry, phrases, frozenset(raw["units"])) for entry in raw["claim"]),
        units,
        {name: re.compile(pattern) for name, pattern in phrases.items()},
        _all_compiled(raw["times"], phrases),
        _all_compiled(raw["topics"], phrases),
        _all_compiled(raw["lists"], phrases),
        {name: _detail(name, raw["details"][name], raw["keys"][table], phrases) for name, table in _DETAILS.items()},
        _none(raw["none"], phrases),
    )


def _detail(name: str, pattern: str, labels: dict[str, str], phrases: dict[str, str]) -> re.Pattern[str]:
    is_known = _IS_KEY[_DETAILS[name]]
    if unknown := [key for key in labels if not is_known(key)]:
        raise StandardError(f"statements.toml: no key of {_DETAILS[name]} is called {unknown}")
    keys = "|".join(f"(?P<{key}>{_expanded(label, phrases)})" for key, label in labels.items())
    return _compiled(pattern, {**phrases, "keys": keys})


def _claim(raw: dict[str, Any], phrases: dict[str, str], kinds: frozenset[str]) -> Claim:
    where = f"statements.toml, {raw.get('subject')}"
    require_keys(where, raw, {"subject", "units", "head", "tail"}, {"needs", "applicant"})
    subject, needs, applicant = raw["subject"], raw.get("needs", ""), raw.get("applicant", "total")
    if subject.startswith("requests."):
        check_subject(f"{subject}.{applicant}")
    elif "applicant" in raw:
        raise StandardError(f"{where}: only requests have applicants")
    else:
        check_subject(f"{subject}.total" if subject.startswith("proceedings.") else subject)
    if needs not in _NEEDS or not set(raw["units"]) <= kinds:
        raise StandardError(f"{where}: unknown unit in {raw['units']} or unknown need {needs!r}")
    head, tail = _compiled(raw["head"], phrases), _compiled(raw["tail"], phrases)
    return Claim(subject, frozenset(raw["units"]), head, tail, needs, applicant)


def _none(raw: dict[str, Any], phrases: dict[str, str]) -> re.Pattern[str]:
    """Return the pattern of a clause that says that something did not happen; its groups name what."""
    require_keys("statements.toml, none.items", raw["items"], _NONE_ITEMS, set())
    lead, occur, joint, tail = (_expanded(raw[name], phrases) for name in ("lead", "occur", "joint", "tail"))
    items = {name: _expanded(pattern, phrases) for name, pattern in raw["items"].items()}
    # A clause names at most four things, each in its own group: 无依申请公开、行政复议和行政诉讼.
    turns = ("|".join(f"(?P<{name}_{turn}>{items[name]})" for name in items) for turn in range(1, 5))
    first, *others = (f"{occur}(?:{turn})" for turn in turns)
    return re.compile(f"{lead}{first}{''.join(f'(?:{joint}{other})?' for other in others)}{tail}")


def _all_compiled(patterns: dict[str, str | list[str]], phrases: dict[str, str]) -> dict[str, re.Pattern[str]]:
    return {name: _compiled(pattern, phrases) for name, pattern in patterns.items()}


def _compiled(pattern: str | list[str], phrases: dict[str, str]) -> re.Pattern[str]:
    return re.compile(_expanded(pattern, phrases))


def _expanded(pattern: str | list[str], phrases: dict[str, str]) -> str:
    """Return a pattern with its phrases put in; refuse one that names an unknown phrase or repeats without bound."""
    if isinstance(pattern, list):
        return f"(?:{'|'.join(_expanded(each, phrases) for each in pattern)})"

    def phrase(found: re.Match[str]) -> str:
        if found[1] not in phrases:
            raise StandardError(f"statements.toml: no phrase {found[1]!r} before {pattern!r}")
        return f"(?:{phrases[found[1]]})"

    if _UNBOUNDED.search(pattern):
        raise StandardError(f"statements.toml: repeats without bound: {pattern!r}")
    return _PLACEHOLDER.sub(phrase, pattern)

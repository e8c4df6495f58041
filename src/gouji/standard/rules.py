"""The rule catalogue: ids, severities, formulas and sentences, as rows of data.

What a rule finds is worked out by the function of the same id in `gouji.reconcile`; a rule without one, or a function
without a rule, is refused when that package is imported.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

from gouji.standard.resources import StandardError, read_toml, require_keys

Severity = Literal["error", "warning", "notice"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
"""Worst first."""
_EDITIONS = frozenset({"2014", "2019", "2021"})


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `zh`/`en` say what it demands, `message_*` is the sentence of a finding with placeholders."""

    id: str
    severity: Severity
    editions: tuple[str, ...]
    formula: str
    zh: str
    en: str
    message_zh: str
    message_en: str
    cause_zh: str
    cause_en: str
    order: int


def _rule(raw: dict[str, Any], order: int) -> Rule:
    require_keys(
        f"rules.toml, {raw.get('id')}",
        raw,
        {"id", "severity", "editions", "formula", "zh", "en", "message_zh", "message_en"},
        {"cause_zh", "cause_en"},
    )
    if raw["severity"] not in SEVERITIES or not set(raw["editions"]) <= _EDITIONS:
        raise StandardError(f"rules.toml, {raw['id']}: unknown severity or edition")
    return Rule(
        raw["id"],
        cast(Severity, raw["severity"]),
        tuple(raw["editions"]),
        raw["formula"],
        raw["zh"],
        raw["en"],
        raw["message_zh"],
        raw["message_en"],
        raw.get("cause_zh", ""),
        raw.get("cause_en", ""),
        order,
    )


def _rules() -> dict[str, Rule]:
    raw = read_toml("rules.toml")
    require_keys("rules.toml", raw, {"rule"}, set())
    found = [_rule(entry, order) for order, entry in enumerate(raw["rule"], start=1)]
    if len({rule.id for rule in found}) != len(found):
        raise StandardError("rules.toml: a rule id stands twice")
    return {rule.id: rule for rule in found}


RULES: dict[str, Rule] = _rules()
"""Every rule by id, in the catalogue's order."""
ERROR_RULES: tuple[str, ...] = tuple(rule.id for rule in RULES.values() if rule.severity == "error")

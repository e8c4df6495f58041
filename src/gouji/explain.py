"""The rules and the published tables, explained: for `gouji rules`, `gouji tables` and the documentation."""

from __future__ import annotations

from gouji.columns import Table
from gouji.standard.rules import RULES, Rule
from gouji.tables import TABLES


def rules(rule_id: str | None, lang: str) -> str | None:
    """Return the catalogue, or one rule in full; None where there is no such rule."""
    if rule_id is None:
        width = max(len(rule.id) for rule in RULES.values())
        return "\n".join(
            f"{rule.id:<{width}}  {rule.severity:<7}  {rule.zh if lang == 'zh' else rule.en}" for rule in RULES.values()
        )
    return _rule(RULES[rule_id], lang) if rule_id in RULES else None


def _rule(rule: Rule, lang: str) -> str:
    is_zh = lang == "zh"
    effect = {
        "error": ("错误：报告退回", "error: the report is rejected"),
        "warning": ("警告：照常发布，附此问题", "warning: published with the finding"),
        "notice": ("提示：照常发布，附此提示", "notice: published with the remark"),
    }[rule.severity]
    lines = [
        rule.id,
        f"  {rule.zh if is_zh else rule.en}",
        f"  {'公式' if is_zh else 'formula'}: {rule.formula}",
        f"  {'严重程度' if is_zh else 'severity'}: {effect[0 if is_zh else 1]}",
        f"  {'适用格式' if is_zh else 'forms'}: {', '.join(rule.editions)}",
    ]
    cause = rule.cause_zh if is_zh else rule.cause_en
    return "\n".join(lines + ([f"  {'怎么办' if is_zh else 'what to do'}: {cause}"] if cause else []))


def tables(name: str | None, lang: str) -> str | None:
    """Return the list of tables, or the columns of one; None where there is no such table."""
    if name is None:
        width = max(len(table.name) for table in TABLES.values())
        return "\n".join(
            f"{table.name:<{width}}  {table.zh if lang == 'zh' else table.en}" for table in TABLES.values()
        )
    return _table(TABLES[name], lang) if name in TABLES else None


def _table(table: Table, lang: str) -> str:
    width = max(len(column.name) for column in table.columns)
    lines = [f"{table.name}: {table.zh if lang == 'zh' else table.en}"]
    for column in table.columns:
        unit = f" [{column.unit}]" if column.unit else ""
        lines.append(f"  {column.name:<{width}}  {column.type:<13}  {column.zh if lang == 'zh' else column.en}{unit}")
    return "\n".join(lines)

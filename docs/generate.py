"""Write the generated pages of docs/, or say with --check which of them are out of date.

They follow from declarations in the package; nobody edits them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from scaling import scaling_page

from gouji.products.ddl import athena_ddl, trino_ddl
from gouji.products.dictionary import data_dictionary
from gouji.standard.rules import RULES, Rule

HERE = Path(__file__).parent
EFFECT = {
    "error": "错误，报告退回 · error, the report is rejected",
    "warning": "警告，照常发布 · warning, published with the finding",
    "notice": "提示，照常发布 · notice, published with the remark",
}
RULES_HEAD = """\
# 勾稽规则 Rules

<!-- Generated from src/gouji/standard/rules.toml: edit that, then `make docs`. -->

Every rule a report is held against. A blank is not 0: a sum is judged with other blanks as 0, a sum whose own total is
blank is not judged, and what could not be judged is said. `gouji rules ID` explains one rule.
"""


def rules_page() -> str:
    """Return the rule catalogue as Markdown."""
    return "\n".join([RULES_HEAD, *(_section(rule) for rule in RULES.values())])


def _section(rule: Rule) -> str:
    facts = [
        f"## {rule.id}\n",
        f"{rule.zh}。  \n{_sentence(rule.en)}\n",
        f"- {EFFECT[rule.severity]}",
        f"- 公式 formula: `{rule.formula}`",
        f"- 适用格式 forms: {', '.join(rule.editions)}",
    ]
    if rule.cause_zh:
        facts.append(f"- 怎么办 what to do: {rule.cause_zh}。{_sentence(rule.cause_en)}")
    return "\n".join(facts) + "\n"


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


PAGES: dict[str, Callable[[], str]] = {
    "tables.md": data_dictionary,
    "rules.md": rules_page,
    "scaling.md": scaling_page,
    "ddl/athena.sql": athena_ddl,
    "ddl/trino.sql": trino_ddl,
}


def main(arguments: Sequence[str]) -> int:
    """Write every page; with --check write none and return 1 if one differs."""
    if arguments not in ([], ["--check"]):
        sys.stderr.write("usage: python docs/generate.py [--check]\n")
        return 2
    stale = [
        name
        for name, page in PAGES.items()
        if not (HERE / name).exists() or (HERE / name).read_text(encoding="utf-8") != page()
    ]
    for name in stale:
        if arguments:
            sys.stderr.write(f"docs/{name} is out of date: run `make docs` and read what changed\n")
        else:
            (HERE / name).write_text(PAGES[name](), encoding="utf-8", newline="\n")
    return 1 if arguments and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

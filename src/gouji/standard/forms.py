"""The forms of the three tables by edition, their terms and label variants, and the sections of a report.

Sources: 国办公开办函〔2019〕60号 (form 2019) and 国办公开办函〔2021〕30号 (form 2021).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, cast, get_args

from gouji.report import TableName
from gouji.standard.resources import StandardError, list_names, read_csv, read_toml, require_keys

Axis = Literal["outcome", "applicant", "item", "measure", "channel", "proceeding_outcome"]
Measure = Literal["count", "signed", "amount", ""]

ROW_AXIS: dict[TableName, Axis] = {"proactive_disclosure": "item", "requests": "outcome", "proceedings": "channel"}
COLUMN_AXIS: dict[TableName, Axis] = {
    "proactive_disclosure": "measure",
    "requests": "applicant",
    "proceedings": "proceeding_outcome",
}
TABLE_NUMBER: dict[TableName, str] = {"proactive_disclosure": "二", "requests": "三", "proceedings": "四"}


@dataclass(frozen=True, slots=True)
class Term:
    """One key of the standard: what it is called and which group it belongs to."""

    axis: Axis
    key: str
    zh: str
    en: str
    group: str
    group_zh: str
    measure: Measure
    order: int


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row of a form: its key, printed label, and the columns that have a value cell in it."""

    key: str
    label: str
    columns: tuple[str, ...]
    block: str = ""
    group: str = ""
    item: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """One table of one edition; there is one object of each, compared by identity.

    `one_line`: all rows stand in one printed line. `structure`: labels without a key of their own.
    `local_rows`: rows some places add.
    """

    table: TableName
    edition: str
    first_year: int
    last_year: int | None
    one_line: bool
    rows: tuple[FormRow, ...]
    local_rows: tuple[FormRow, ...]
    structure: tuple[str, ...]
    column_labels: tuple[tuple[str, str], ...]

    @property
    def cell_count(self) -> int:
        """Return the number of value cells of the form, local rows left out."""
        return sum(len(row.columns) for row in self.rows)

    def row(self, key: str) -> FormRow:
        """Return the row (or local row) with this key."""
        return next(row for row in (*self.rows, *self.local_rows) if row.key == key)


@dataclass(frozen=True, slots=True)
class SectionTitle:
    """One title a section is known under; `official` ones are the form's own."""

    section: str
    number: int
    title: str
    official: bool


@cache
def terms() -> dict[tuple[Axis, str], Term]:
    """Return every term by (axis, key), in the form's order."""
    columns = ("axis", "key", "zh", "en", "group", "group_zh", "measure")
    found: dict[tuple[Axis, str], Term] = {}
    for order, row in enumerate(read_csv("terms.csv", columns), start=1):
        axis, measure = row["axis"], row["measure"]
        if axis not in get_args(Axis) or measure not in get_args(Measure) or not row["key"]:
            raise StandardError(f"terms.csv: unknown axis or measure in {row}")
        key = (cast(Axis, axis), row["key"])
        if key in found:
            raise StandardError(f"terms.csv: {axis}/{row['key']} stands twice")
        found[key] = Term(key[0], row["key"], row["zh"], row["en"], row["group"], row["group_zh"],
                          cast(Measure, measure), order)  # fmt: skip
    return found


def term(axis: Axis, key: str) -> Term:
    """Return one term; KeyError where the standard has no such key."""
    return terms()[axis, key]


@cache
def forms() -> tuple[Form, ...]:
    """Return all forms, one a file under `forms/`."""
    found = tuple(_form(name, read_toml(name)) for name in list_names("forms", ".toml"))
    seen = [(form.table, form.edition) for form in found]
    if len(set(seen)) != len(seen):
        raise StandardError(f"forms: a table and edition stand twice in {seen}")
    return found


def forms_of(table: TableName) -> tuple[Form, ...]:
    """Return the forms of one table, oldest first."""
    return tuple(form for form in forms() if form.table == table)


@cache
def form_of(table: TableName, edition: str) -> Form:
    """Return one form; StopIteration never escapes: an unknown edition raises StandardError."""
    for form in forms_of(table):
        if form.edition == edition:
            return form
    raise StandardError(f"no form of {table} is called {edition}")


@cache
def label_variants() -> tuple[tuple[str, str, str], ...]:
    """Return (axis, key, label) of every variant of `labels.csv`; keys unknown to `terms.csv` are refused."""
    rows = read_csv("labels.csv", ("axis", "key", "label", "seen"))
    for row in rows:
        if row["axis"] != "structure" and (row["axis"], row["key"]) not in terms():
            raise StandardError(f"labels.csv: no term {row['axis']}/{row['key']}")
    return tuple((row["axis"], row["key"], row["label"]) for row in rows)


@cache
def labels_apart() -> tuple[tuple[TableName, str], ...]:
    """Return (table, label) of labels that look like the form's and mean something else; unknown tables are refused."""
    rows = read_csv("labels_apart.csv", ("table", "label", "means"))
    unknown = {row["table"] for row in rows} - set(get_args(TableName))
    if unknown:
        raise StandardError(f"labels_apart.csv: no table {sorted(unknown)}")
    return tuple((cast(TableName, row["table"]), row["label"]) for row in rows)


@cache
def section_titles() -> tuple[SectionTitle, ...]:
    """Return every known title of the six sections, the official ones included."""
    rows = read_csv("sections.csv", ("section", "number", "title", "official"))
    titles = tuple(SectionTitle(r["section"], int(r["number"]), r["title"], _flag(r["official"])) for r in rows)
    official = [title.section for title in titles if title.official]
    if sorted(official) != sorted({title.section for title in titles}):
        raise StandardError("sections.csv: each section needs exactly one official title")
    return titles


@cache
def earlier_forms() -> dict[str, tuple[str, ...]]:
    """Return, for each form before 2019 (国办发〔2014〕32号 and local ones before it), words that only it prints."""
    found: dict[str, tuple[str, ...]] = {}
    for row in read_csv("earlier_forms.csv", ("edition", "anchor")):
        found[row["edition"]] = (*found.get(row["edition"], ()), row["anchor"])
    return found


def official_title(section: str) -> SectionTitle:
    """Return the official title of a section."""
    return next(title for title in section_titles() if title.section == section and title.official)


def _flag(text: str) -> bool:
    if text not in ("yes", "no"):
        raise StandardError(f"sections.csv: official must be yes or no, not {text!r}")
    return text == "yes"


def _form(name: str, raw: dict[str, Any]) -> Form:
    require_keys(name, raw, {"table", "edition", "in_force", "structure", "rows"},
                 {"columns", "one_line", "local_rows", "column_labels"})  # fmt: skip
    if raw["table"] not in get_args(TableName):
        raise StandardError(f"{name}: unknown table {raw['table']}")
    table = cast(TableName, raw["table"])
    shared = tuple(raw.get("columns", ()))
    rows = tuple(_row(name, table, row, shared) for row in raw["rows"])
    local = tuple(_row(name, table, row, shared) for row in raw.get("local_rows", ()))
    used = {column for row in (*rows, *local) for column in row.columns}
    labels = raw.get("column_labels", {})
    unknown = set(labels) - used
    if unknown:
        raise StandardError(f"{name}: columns {sorted(unknown)} are in no row")
    years = raw["in_force"]
    return Form(table, raw["edition"], years[0], years[1] if len(years) > 1 else None, raw.get("one_line", False),
                rows, local, tuple(raw["structure"]), tuple(labels.items()))  # fmt: skip


def _row(name: str, table: TableName, raw: dict[str, Any], shared: tuple[str, ...]) -> FormRow:
    require_keys(name, raw, {"key", "label"}, {"columns", "block", "group", "item"})
    columns = tuple(raw.get("columns", shared))
    for axis, key in ((ROW_AXIS[table], raw["key"]), *((COLUMN_AXIS[table], column) for column in columns)):
        if (axis, key) not in terms():
            raise StandardError(f"{name}: no term {axis}/{key}")
    return FormRow(raw["key"], raw["label"], columns, raw.get("block", ""), raw.get("group", ""), raw.get("item", ""))

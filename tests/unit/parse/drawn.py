"""Small tables drawn for the tests, and the readings of a text that holds them."""

from gouji.normalize import normalize
from gouji.parse.tables.reading import read_tables
from gouji.parse.tables.tokens import items_of
from gouji.parse.tables.unfold import unfold
from gouji.snapshot import Snapshot
from gouji.standard.forms import form_of

T3_2019 = form_of("requests", "2019")
T3_2021 = form_of("requests", "2021")
T2_2019 = form_of("proactive_disclosure", "2019")
T2_2021 = form_of("proactive_disclosure", "2021")
COLUMNS = ("自然人", "法人或其他组织", "总计", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")


def t3_rows(form=T3_2019, values=None):
    """Return (label, values) of every row; the n-th row prints n in its first cell unless told otherwise."""
    values = values or {}
    return [(row.label, values.get(row.key, [str(n), *["0"] * 6])) for n, row in enumerate(form.rows)]


def t2_rows(form, values=None):
    values = values or {}
    block, rows = "", []
    labels = dict(form.column_labels)
    for row in form.rows:
        if row.block != block:
            block = row.block
            rows += [(block, []), ("信息内容", [labels[column] for column in row.columns])]
        rows.append((row.label, values.get(row.key, ["7"] * len(row.columns))))
    return rows


def t4_rows(values):
    """Return the rows of table 4: three of labels, then its values."""
    second = [*OUTCOMES, "未经复议直接起诉", "复议后起诉"]
    return [["行政复议", "行政诉讼"], second, [*OUTCOMES, *OUTCOMES], values]


def drawn(number):
    """Return the rows of the three tables of 2021, the n-th value cell of each printing number(n)."""
    t2, t3 = [], []
    for label, printed in t2_rows(T2_2021):
        is_header = not printed or label == "信息内容"
        seen = sum(len(row) - 1 for row in t2 if row[-1].isdigit())
        t2.append([label, *(printed if is_header else [number(seen + n) for n in range(len(printed))])])
    group = ""
    t3 += [["申请人情况"], list(COLUMNS[:3]), list(COLUMNS[3:])]
    for at, row in enumerate(T3_2021.rows):
        values = [number(at * 7 + n) for n in range(7)]
        t3.append([row.label, *values] if row.group in ("", group) else [row.group, row.label, *values])
        group = row.group
    return t2, t3, t4_rows([number(n) for n in range(15)])


def tables(text):
    document = normalize(Snapshot.of(text.encode(), "x.txt"))
    return [found.reading for found in read_tables(items_of(unfold(document)))]


def figures(reading):
    return [cell.value for cell in reading.cells]

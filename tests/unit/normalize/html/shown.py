"""What is read of a page, in the shapes that tests compare."""

from gouji.document import Paragraph
from gouji.normalize.html import content


def shape(html):
    """Return paragraphs as text and tables as lists of rows of texts."""
    return [
        block.text if isinstance(block, Paragraph) else [[cell.text for cell in row] for row in block.rows]
        for block in content(html).blocks
    ]


def cell(inner):
    """Return the text of a cell beside a label."""
    return shape(f"<table><tr><td>规章<td>{inner}</table>")[0][0][1]


def grid(html):
    """Return each row's cells as (text, column, colspan, rowspan)."""
    (table,) = content(html).blocks
    return [[(cell.text, cell.place.col, cell.colspan, cell.rowspan) for cell in row] for row in table.rows]


def meta(html):
    return dict(content(html).meta)

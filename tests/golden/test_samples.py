"""Every sample equals its answer, and there is no sample without one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.golden.answers import SUFFIX, Reading, answer, differences
from tests.golden.media.files import made

SAMPLES = Path(__file__).parents[2] / "samples"
ANSWERS = Path(__file__).parent / "samples"
FILES = sorted(path for path in SAMPLES.iterdir() if path.suffix != ".md")


@pytest.mark.parametrize("sample", FILES, ids=lambda path: path.stem)
def test_a_sample_equals_its_answer(sample: Path) -> None:
    expected = answer(ANSWERS / (sample.stem + SUFFIX))
    assert expected["file"] == sample.name
    assert not differences(Reading.of(sample), expected)


def test_every_answer_has_its_sample() -> None:
    assert {path.name.removesuffix(SUFFIX) for path in ANSWERS.iterdir()} == {path.stem for path in FILES}


def test_nine_samples_are_rejected() -> None:
    verdicts = [answer(ANSWERS / (path.stem + SUFFIX))["verdict"] for path in FILES]
    assert (len(verdicts), verdicts.count("reject")) == (36, 9)


def test_the_quirks_are_tabulated() -> None:
    listed = (SAMPLES / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in FILES if f"`{path.name}`" not in listed] == []


def test_the_samples_that_are_no_text_are_what_their_script_writes() -> None:
    assert {name: (SAMPLES / name).read_bytes() == data for name, data in made().items()} == dict.fromkeys(made(), True)
    assert {path.name for path in FILES if path.suffix != ".txt"} == made().keys()

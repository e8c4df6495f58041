"""Whatever goes wrong, no accepted report has a wrong or surplus cell; wrecks are refused, broken sums are named."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.parse import read
from gouji.report import NoReport, Report
from gouji.snapshot import Snapshot
from tests.forge import (
    ALL_FLAVOURS,
    ERRORS,
    FAULTS,
    FAULTS_2014,
    FLAVOURS,
    FLAVOURS_2014,
    GUISES,
    LIES,
    PLAIN,
    WRECKS,
    forge,
    forge_2014,
)
from tests.forge.scoring import score
from tests.property.examples import each, few, seeds


@few
@given(seed=seeds, flavour=st.sampled_from(FLAVOURS), fault=st.sampled_from([None, *ERRORS, *WRECKS]))
def test_no_error_is_silent(seed: int, flavour: str, fault: str | None) -> None:
    found = score([forge(seed, flavour, fault=fault)])[0]
    assert found.silent == (), found.forged.notes


@pytest.mark.parametrize("wreck", WRECKS)
@each
@given(seed=seeds, flavour=st.sampled_from(FLAVOURS))
def test_a_wreck_is_refused_or_read_right(wreck: str, seed: int, flavour: str) -> None:
    found = score([forge(seed, flavour, fault=wreck)])[0]
    assert found.silent == (), found.forged.notes
    assert not (found.accepted and found.forged.truth.expected == "reject"), found.forged.notes


@few
@given(
    seed=seeds,
    flavour=st.sampled_from(ALL_FLAVOURS),
    fault=st.sampled_from(sorted(FAULTS)),
    guise=st.sampled_from([None, *sorted(GUISES)]),
)
def test_no_error_is_silent_in_any_flavour_and_guise(seed: int, flavour: str, fault: str, guise: str | None) -> None:
    found = score([forge(seed, flavour, fault=fault, guise=guise, rich=True)])[0]
    assert found.silent == (), found.forged.notes
    assert not (found.accepted and found.forged.truth.expected == "reject"), found.forged.notes


@few
@given(seed=seeds, flavour=st.sampled_from(FLAVOURS_2014), fault=st.sampled_from(FAULTS_2014))
def test_no_error_is_silent_on_the_form_of_2014(seed: int, flavour: str, fault: str) -> None:
    found = score([forge_2014(seed, flavour, fault)])[0]
    assert found.silent == ()
    assert not (found.accepted and found.forged.truth.expected == "reject")


@few
@given(seed=seeds, flavour=st.sampled_from(PLAIN), lie=st.sampled_from(LIES))
def test_a_text_that_contradicts_its_tables_is_found_out(seed: int, flavour: str, lie: str) -> None:
    found = score([forge(seed, flavour, fault=lie, rich=True)])[0]
    assert (found.text.fires - found.text.fired, found.text.accused, found.text.untrue) == (frozenset(), (), ())


@few
@given(seed=seeds, flavour=st.sampled_from(PLAIN), fault=st.sampled_from(["wrong_sum", "swapped_values", "two_wrong"]))
def test_broken_sums_fail_exactly_their_rules(seed: int, flavour: str, fault: str) -> None:
    forged = forge(seed, flavour, fault=fault)
    found = score([forged])[0]
    assert (found.errors, found.wrong) == (forged.truth.rules, ()), found.problems


@few
@given(seed=seeds, flavour=st.sampled_from(PLAIN))
def test_the_one_wrong_cell_is_among_the_suspects(seed: int, flavour: str) -> None:
    forged = forge(seed, flavour, fault="wrong_sum")
    assert forged.truth.culprit in score([forged])[0].suspects


@few
@given(seed=seeds, flavour=st.sampled_from(FLAVOURS))
def test_a_text_cut_anywhere_is_never_accepted_with_a_wrong_cell(seed: int, flavour: str) -> None:
    forged = forge(seed, flavour)
    cut = random.Random(seed).randrange(len(forged.text))
    report = read(Snapshot.of(forged.text[:cut].encode(), "cut.txt"))
    if isinstance(report, NoReport):
        return
    assert isinstance(report, Report)
    for table in report.tables:
        if table.state == "found" and table.doubt is None:
            assert all(cell.printed == forged.truth.cells[cell.key].printed for cell in table.cells[:-1])


@few
@given(seed=seeds, flavour=st.sampled_from(FLAVOURS))
def test_reading_never_raises_on_scrambled_text(seed: int, flavour: str) -> None:
    rng = random.Random(seed)
    lines = forge(seed, flavour).text.split("\n")
    for _ in range(rng.randint(1, 30)):
        where = rng.randrange(len(lines))
        rng.choice([lines.pop, lambda at: lines.insert(at, lines[rng.randrange(len(lines))])])(where)
    assert isinstance(read(Snapshot.of("\n".join(lines).encode(), "scrambled.txt")), (Report, NoReport))

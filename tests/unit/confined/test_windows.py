"""The job object of Windows, as far as it can be told elsewhere: its layout, and what is asked of the kernel."""

from __future__ import annotations

import ctypes
import sys
from typing import Any

import pytest

from gouji.confined.windows import BasicLimits, ExtendedLimits, Job, limits_of


class Kernel:
    """Takes down what is asked, and refuses what it is told to."""

    def __init__(self, refuses: str = "") -> None:
        self.refuses = refuses
        self.asked: list[tuple[Any, ...]] = []

    def __getattr__(self, name: str) -> Any:
        def call(*arguments: Any) -> int:
            self.asked.append((name, *arguments))
            return 0 if name == self.refuses else {"CreateJobObjectW": 7, "OpenProcess": 9}.get(name, 1)

        return call


@pytest.mark.skipif(ctypes.sizeof(ctypes.c_void_p) != 8, reason="the layout of 64 bits")
def test_the_structures_are_as_large_as_those_of_windows() -> None:
    assert (ctypes.sizeof(BasicLimits), ctypes.sizeof(ExtendedLimits)) == (64, 144)
    assert ExtendedLimits.ProcessMemoryLimit.offset == 112
    assert BasicLimits.LimitFlags.offset == 16
    assert BasicLimits.ActiveProcessLimit.offset == 40


def test_a_job_bounds_memory_and_processes_and_leaves_none_behind() -> None:
    limits = limits_of(2**31)
    assert limits.ProcessMemoryLimit == 2**31
    assert limits.BasicLimitInformation.ActiveProcessLimit == 1
    # PROCESS_MEMORY, ACTIVE_PROCESS, DIE_ON_UNHANDLED_EXCEPTION, KILL_ON_JOB_CLOSE.
    assert limits.BasicLimitInformation.LimitFlags == 0x100 | 0x8 | 0x400 | 0x2000


def test_a_process_is_bound_before_anything_else_and_the_job_kept_until_its_end() -> None:
    kernel = Kernel()
    job = Job.over(42, 2**31, kernel)
    assert [asked[0] for asked in kernel.asked] == [
        "CreateJobObjectW", "SetInformationJobObject", "OpenProcess", "AssignProcessToJobObject", "CloseHandle"
    ]  # fmt: skip
    assert kernel.asked[1][1:3] + kernel.asked[1][4:] == (7, 9, ctypes.sizeof(ExtendedLimits))
    assert kernel.asked[2][3] == 42
    assert kernel.asked[3:] == [("AssignProcessToJobObject", 7, 9), ("CloseHandle", 9)]
    job.close()
    assert kernel.asked[-1] == ("CloseHandle", 7)


@pytest.mark.parametrize(
    "refused", ["CreateJobObjectW", "SetInformationJobObject", "OpenProcess", "AssignProcessToJobObject"]
)
@pytest.mark.skipif(sys.platform == "win32", reason="asks the kernel why")
def test_what_windows_refuses_is_an_error_and_leaves_no_handle(refused: str) -> None:
    kernel = Kernel(refused)
    with pytest.raises(OSError, match="refused"):
        Job.over(42, 2**31, kernel)
    made = sum(asked[0] in ("CreateJobObjectW", "OpenProcess") and asked[0] != refused for asked in kernel.asked)
    assert sum(asked[0] == "CloseHandle" for asked in kernel.asked) == made


@pytest.mark.skipif(sys.platform == "win32", reason="there it is")
def test_elsewhere_there_are_no_job_objects() -> None:
    with pytest.raises(OSError, match="Windows"):
        Job.over(42, 2**31)

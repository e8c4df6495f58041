"""A job object: what binds a process on Windows, where a process cannot bind itself.

Names, numbers and layouts are those of winnt.h and of "Job Objects" in Microsoft's documentation of Win32. It needs no
administrator, and lies within a job that the process may be in already (Windows 8 and later).
"""

from __future__ import annotations

import ctypes
import sys
from ctypes import wintypes
from typing import Any

_EXTENDED_LIMIT_INFORMATION = 9
_ACTIVE_PROCESS = 0x8
_PROCESS_MEMORY = 0x100
_DIE_ON_UNHANDLED_EXCEPTION = 0x400
_KILL_ON_JOB_CLOSE = 0x2000
_SET_QUOTA, _TERMINATE = 0x100, 0x1


class BasicLimits(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION."""

    _fields_ = [
        ("PerProcessUserTimeLimit", wintypes.LARGE_INTEGER),
        ("PerJobUserTimeLimit", wintypes.LARGE_INTEGER),
        ("LimitFlags", ctypes.c_uint32),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", ctypes.c_uint32),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", ctypes.c_uint32),
        ("SchedulingClass", ctypes.c_uint32),
    ]


class ExtendedLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION; `IoInfo` is IO_COUNTERS, six numbers of 64 bits."""

    _fields_ = [
        ("BasicLimitInformation", BasicLimits),
        ("IoInfo", ctypes.c_uint64 * 6),
        ("ProcessMemoryLimit", ctypes.c_size_t),
        ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t),
        ("PeakJobMemoryUsed", ctypes.c_size_t),
    ]


def limits_of(memory: int) -> ExtendedLimits:
    """Return the limits: so many bytes committed, one process, no dialogue about a crash, and none outlives the job."""
    limits = ExtendedLimits()
    limits.BasicLimitInformation.LimitFlags = (
        _ACTIVE_PROCESS | _PROCESS_MEMORY | _DIE_ON_UNHANDLED_EXCEPTION | _KILL_ON_JOB_CLOSE
    )
    limits.BasicLimitInformation.ActiveProcessLimit = 1
    limits.ProcessMemoryLimit = memory
    return limits


class Job:
    """A job with one process in it; who closes it, or dies, ends the process."""

    def __init__(self, kernel: Any, handle: int) -> None:
        """Hold the job's handle."""
        self._kernel, self._handle = kernel, handle

    @classmethod
    def over(cls, pid: int, memory: int, kernel: Any = None) -> Job:
        """Return a job that binds the process; raises OSError where Windows refuses."""
        kernel = kernel or _kernel32()
        handle = _given(kernel.CreateJobObjectW(None, None))
        job = cls(kernel, handle)
        try:
            limits = limits_of(memory)
            size = ctypes.sizeof(limits)
            _given(kernel.SetInformationJobObject(handle, _EXTENDED_LIMIT_INFORMATION, ctypes.byref(limits), size))
            process = _given(kernel.OpenProcess(_SET_QUOTA | _TERMINATE, False, pid))
            try:
                _given(kernel.AssignProcessToJobObject(handle, process))
            finally:
                kernel.CloseHandle(process)
        except OSError:
            job.close()
            raise
        return job

    def close(self) -> None:
        """Let go of the job, which ends its process."""
        self._kernel.CloseHandle(self._handle)


def _kernel32() -> Any:
    if sys.platform != "win32":
        raise OSError("job objects are Windows' own")
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    # Handles are pointers; without this ctypes would cut them to 32 bits.
    for name, takes in {
        "CreateJobObjectW": (wintypes.LPVOID, wintypes.LPCWSTR),
        "SetInformationJobObject": (wintypes.HANDLE, ctypes.c_int, wintypes.LPVOID, wintypes.DWORD),
        "OpenProcess": (wintypes.DWORD, wintypes.BOOL, wintypes.DWORD),
        "AssignProcessToJobObject": (wintypes.HANDLE, wintypes.HANDLE),
        "CloseHandle": (wintypes.HANDLE,),
    }.items():
        function = getattr(kernel, name)
        function.argtypes = takes
        function.restype = wintypes.HANDLE if name in ("CreateJobObjectW", "OpenProcess") else wintypes.BOOL
    return kernel


def _given(result: int | None) -> int:
    """Return a handle or a success; raise what Windows says of a failure."""
    if result:
        return result
    if sys.platform == "win32":
        raise ctypes.WinError(ctypes.get_last_error())
    raise OSError("refused")

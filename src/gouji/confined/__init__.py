"""Reading what strangers wrote, in processes that can do little: what is read there, and what comes back.

`limits.py` says how much such a process may take, `child.py` is what runs in it, `process.py` and `reading.py` are what
starts, asks and ends it, `frames.py` and `records.py` are how the two speak. None of it loads Polars.
"""

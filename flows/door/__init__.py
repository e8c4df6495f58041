"""The verbs of `python -m flows`, one a module."""

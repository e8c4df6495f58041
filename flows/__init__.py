"""The flows, and the steward's door to them (`python -m flows`). Importing this package loads nothing."""

"""The edges: one thin task module per stage, and what they share. Importing this package loads nothing."""

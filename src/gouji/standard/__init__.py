"""What the national form says, as data: forms, terms, label variants, sections, rules, divisions, bodies.

Each file has a loader that refuses what it does not know.
"""

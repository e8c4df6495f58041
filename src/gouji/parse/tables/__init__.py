"""The three tables of the form in a document: its lines unfolded, its rows found, and held against each form."""

"""The samples that are no text: web pages, Word files and PDFs. `python -m tests.golden.media` writes them again."""

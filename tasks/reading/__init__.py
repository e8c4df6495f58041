"""How documents are read: by worker processes, by threads, or by a cluster; the same bytes give the same reports."""

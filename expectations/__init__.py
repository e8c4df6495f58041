"""The gate between what was judged and what is published."""

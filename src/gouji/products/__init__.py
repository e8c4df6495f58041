"""What analysts get beside the tables, all of it derived from them: wide tables, descriptions, contracts, views."""

"""Who reports, for where and for when: titles, names of bodies and places, and what speaks for one of them."""

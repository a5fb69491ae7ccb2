"""How bytes arrive. A connector hands over files; it never reads what is in them."""

"""One self-contained module per feed, and the registry that lists them. No feed knows another."""

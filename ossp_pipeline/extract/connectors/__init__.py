"""How files arrive. A connector finds complete files; it does not look into them. `folder`: the inbox on disk."""

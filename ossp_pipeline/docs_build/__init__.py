"""What writes docs/feeds and docs/dictionary.md from the contracts and the catalogue: `make docs`."""

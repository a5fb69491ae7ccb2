"""What writes docs/feeds, docs/dictionary.md and the lists of classes, from contracts and catalogue: `make docs`."""

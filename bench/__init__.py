"""The speed figures, as ratios in one run: `make bench`. Measured, printed and recorded; no test depends on it."""

"""The speed figures, as ratios in one run: `make bench`. Speed is not tested; it is measured, printed and kept."""

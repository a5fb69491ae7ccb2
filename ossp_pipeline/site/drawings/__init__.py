"""Charts, maps and small drawings as SVG: from numbers to elements, with the words that say the same."""

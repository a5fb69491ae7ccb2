"""The shared vocabulary: period, column, feed, area, delivery, outcome. Pure values; nothing here reads or writes."""

"""What each page prints: plain values for the templates, worked out once, no markup but the drawings."""

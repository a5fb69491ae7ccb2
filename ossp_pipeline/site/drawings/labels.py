"""Words beside lines, kept from touching one another."""


def spread(wanted: list[float], gap: float, top: float, bottom: float) -> list[float]:
    """Heights as near to the wanted ones as a gap between any two allows, in the order given.

    Walks down from the top, pushing each label below the one before, then up from the bottom.
    """
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    placed = list(wanted)
    edge = top
    for index in order:
        placed[index] = max(placed[index], edge)
        edge = placed[index] + gap
    edge = bottom
    for index in reversed(order):
        placed[index] = min(placed[index], edge)
        edge = placed[index] - gap
    return placed

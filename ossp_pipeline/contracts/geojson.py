"""How the areas of a feed lie in a GeoJSON file, where the supplier sends one."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class GeoJson:
    """What a GeoJSON file of a feed looks like. A CSV file of the feed is accepted too.

    code_property       regular expression, in any case, over the property that holds an area's code; its group
                        `short_year`, where it matches, is the vintage of the code in two digits
    code_heading        heading under which the code lands
    vintage_heading     heading under which the vintage lands, blank where no property names it
    outline_heading     heading under which the outline lands, as a MULTIPOLYGON in well-known text
    west, east          longitudes between which the areas lie
    south, north        latitudes between which they lie
    most_points         most vertices of one outline
    """

    code_property: str
    code_heading: str
    vintage_heading: str
    outline_heading: str
    west: float
    east: float
    south: float
    north: float
    most_points: int = 5_000

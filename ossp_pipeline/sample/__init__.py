"""Invented deliveries in the suppliers' own formats, with planted faults and known answers. Nobody in them exists.

make          writes the whole sample and the answers
faults        drops one file that must hold a release, and its repair
small_faults  the row faults planted in the sample itself
span          the months it covers
places, hotspots, people, draws   what the makers draw from
reference, police, street, asb, probation, treatment   one maker per feed, with offences, supervision and episodes
answers, files   rows whose fate is known, and how they become a file
"""

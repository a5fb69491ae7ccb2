"""Invented deliveries in the suppliers' own formats, with planted faults and known answers. No person in them exists.

make          writes the whole sample and the answers
makers        one module per feed, under the feed's name
faults        drops one file that must hold a release, and its corrected version
small_faults  the row faults planted in the sample itself
month_cases   newest months that did not come whole, planted by name
span          the months it covers
draws         seeded draws, from which everything is made
people, places, hotspots             invented people, the places, and how events spread over them
offences                             crimes by offence code
supervision                          people on probation
episodes, profiles                   clients in treatment, and their outcome profiles
statutory, sign_offs                 what several makers share
answers, files, workbooks            rows with their known result, and how they become a file
"""

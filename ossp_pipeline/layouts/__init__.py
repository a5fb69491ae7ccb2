"""Rows of a contract from the layouts in which publishers put them out: pure functions over tables of text.

residents  small-area estimates of the ONS and of Nomis
ndelius    people under supervision from extracts of nDelius: its records, and what its words mean
lookups    best-fit lookups of the Open Geography portal, which several files give together
"""

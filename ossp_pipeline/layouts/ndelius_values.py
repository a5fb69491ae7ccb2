"""What words of nDelius mean in the contract: our reading, which its owner has to confirm.

The codes of sentences, requirements and reasons of termination are not public, so their descriptions are read. The
first entry whose words are all in a description counts, capitals apart. A sentence or requirement that no entry
describes is quarantined with its row, so that nobody falls out unnoticed; add it here, with its code.
"""

OWNER = "the probation region of HM Prison and Probation Service, to confirm"

# Codes of `sentence_types`. A sentence of custody is supervised from the release; one without a code never is.
CUSTODY, NOT_SUPERVISED = "LIC", ""
SENTENCES = (
    ("suspended sentence", "SSO"),
    ("community order", "CO"),
    ("post sentence supervision", "PSS"),
    ("custody", CUSTODY),
    ("imprisonment", CUSTODY),
    ("detention", CUSTODY),
    ("conditional discharge", NOT_SUPERVISED),
    ("absolute discharge", NOT_SUPERVISED),
    ("fine", NOT_SUPERVISED),
)

# Codes of `requirement_types`. One without a code is known and counted nowhere.
NOT_COUNTED = ""
REQUIREMENTS = (
    ("alcohol treatment", "ATR"),
    ("alcohol abstinence", "AAMR"),
    ("drug rehabilitation", "DRR"),
    ("mental health", "MHTR"),
    ("rehabilitation activity", "RAR"),
    ("unpaid work", "UPW"),
    ("programme", "PROG"),
    ("curfew", "CUR"),
    ("exclusion", "EXC"),
    ("residen", "RES"),
    ("prohibited activity", NOT_COUNTED),
    ("attendance centre", NOT_COUNTED),
    ("foreign travel", NOT_COUNTED),
)

OUTCOMES = (("complet", "Completed"), ("revok", "Revoked"), ("expire", "Expired"))

# A home is the address that is, or was, the main one.
HOMES = (("main", "main"), ("previous", "previous"))

# Types of registration: these are public (ministryofjustice/hmpps-tier, commit affac98).
IOM = "IIOM"
RISKS = ("RVHR", "RHRH", "RMRH", "RLRH")


def meaning(description: str, readings: tuple[tuple[str, str], ...]) -> str | None:
    """What a description means; None where no reading has words of it."""
    words = description.casefold()
    return next((code for part, code in readings if part in words), None)

"""The records of the nDelius extract: the facts of its layout, without what no figure needs.

From the parser that reads these extracts in HM Prison and Probation Service: ministryofjustice/
CFO-ExternalDataIntegrationSystem, src/Delius.Parser/ParserConfig/DeliusConfiguration.xml, commit be5bde4 (MIT licence).
Every type of record is named with its length, so that its lines are known and counted; fields are listed only where
rows are made of them. Names, and numbers of the police, the prison and the tax office, are therefore not even read.
"""

from ossp_pipeline.contracts.records import RecordType

# Where every record of a person begins with its number, and what it says of itself: that it was deleted.
_ID = ("Id", 2, 38)

OFFENDER, ADDRESS, REGISTRATION = "Offenders", "OffenderAddress", "RegistrationDetails"
EVENT, SENTENCE, REQUIREMENT, RELEASE = "EventDetails", "Disposal", "Requirement", "Release"
# Record, length of its lines, section where that is needed to tell it from another; then field, position, length.
_FACTS: tuple[tuple[str, int, str, tuple[tuple[str, int, int], ...]], ...] = (
    (
        OFFENDER,
        3916,
        "",
        (("CRN", 815, 7), ("GenderDescription", 983, 500), ("DateOfBirth", 1483, 8), ("Deleted", 3901, 1)),
    ),
    (
        ADDRESS,
        882,
        "",
        (
            ("StatusDescription", 140, 500),
            ("Postcode", 850, 8),
            ("StartDate", 858, 8),
            ("NoFixedAbode", 866, 1),
            ("Deleted", 867, 1),
        ),
    ),
    (
        REGISTRATION,
        1324,
        "",
        (("Date", 40, 8), ("TypeCode", 48, 10), ("DeRegistered", 1308, 1), ("Deleted", 1309, 1)),
    ),
    (EVENT, 82, "", (("ConvictionDate", 48, 8), ("Deleted", 67, 1))),
    (
        SENTENCE,
        1505,
        "",
        (
            ("EventId", 40, 38),
            ("SentenceDate", 78, 8),
            ("DisposalDetail", 754, 128),
            ("TerminationDate", 1482, 8),
            ("Deleted", 1490, 1),
        ),
    ),
    (
        REQUIREMENT,
        2175,
        "RQMNT",
        (
            ("DisposalId", 40, 38),
            ("CommencementDate", 86, 8),
            ("Terminationdate", 94, 8),
            ("TerminationDescription", 202, 500),
            ("CategoryDescription", 722, 200),
            ("Deleted", 2160, 1),
        ),
    ),
    (RELEASE, 663, "", (("ReleaseDate", 40, 8), ("Deleted", 648, 1))),
    ("OffenderManager", 520, "", ()),
    ("OffenderTransfer", 1263, "", ()),
    ("AliasDetails", 803, "", ()),
    ("AdditionalIdentifier", 175, "", ()),
    ("OAS", 101, "", ()),
    ("PersonalCircumstances", 1271, "", ()),
    ("Disability", 671, "DISABILITY", ()),
    ("Provision", 671, "PROVISION", ()),
    ("OrderManager", 764, "", ()),
    ("MainOffence", 406, "", ()),
)
RECORD_TYPES = tuple(
    RecordType(
        name=name,
        key="LD",
        length=length,
        section=section,
        fields=(_ID, *fields) if fields else (),
    )
    for name, length, section, fields in _FACTS
)

"""What the reports of HM Prison and Probation Service about people have in common."""

from ossp_pipeline.contracts.column import Column, Sensitivity, Treatment

# A case reference number, by which probation knows a person.
CRN = r"[A-Z]\d{6}"


def case_reference(heading: str) -> Column:
    """The column of the case reference number, where it recognises a person and does not land itself."""
    return Column(
        heading=heading,
        name="crn",
        sensitivity=Sensitivity.IDENTIFYING,
        required=True,
        pattern=CRN,
        treatment=Treatment.DROP,
        meaning="case reference number: by it a person is recognised and erased",
    )


def header_of_people(*headings: str) -> str:
    """Regular expression of a first line with a case reference number and one of these headings."""
    return rf"(?=(?:.*,)?crn(?:,|$))(?:.*,)?(?:{'|'.join(headings)})(?:,.*)?"

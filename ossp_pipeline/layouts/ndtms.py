"""Submissions to NDTMS in the versions whose fields are public, and what else is called NDTMS and is no submission.

Data Set J is the contract, K adds fields to it. The fields of later versions are not public.
"""

from collections.abc import Iterable, Iterator

from ossp_pipeline.contracts.layout import Layout, Table, TidyRow
from ossp_pipeline.layouts.elsewhere import ndtms_table

# Where an intervention took place, and reviews of it.
# fmt: off
ADDED_BY_K = (
    "MODSET", "SUBMODDT", "SUBMID", "PHSTBL", "PHWTH", "PHMAIN", "PHRELPR", "PSYMOTI", "PSYCNMG", "PSYFSNI",
    "PSYCGBH", "PSYMNTH", "PSYDNMC", "PSYSTP", "PSYCOUN", "PSYOTHR", "RECPEER", "RECMAID", "RECFMSP", "RECPRNT",
    "RECHSE", "RECEMP", "RECEDUT", "RECWPRJ", "RECCHKP", "RECRLPP", "RECCMPT", "RECGNH", "RECOTH", "TITDATE",
    "TITREAT", "TITID",
)
# fmt: on
_SUBMISSION = "ask the lead provider for its submission as Data Set J or K, as ndtms-2023-24Q4-v1.csv"
NO_SUBMISSIONS = (
    Layout(
        name="a submission as Core Data Set P or later",
        file_name="ndtms-2023-24Q4-v1.csv",
        headings=("PHSTIMWTH", "PHPREGWTH"),
        refused=("the layout of that version is not public, so what a row of it stands for is not known", _SUBMISSION),
    ),
    Layout(
        name="a national extract for analysis",
        file_name="ndtms-2023-24Q4-v1.csv",
        headings=("client_random_id", "n_jy", "submoddt"),
        refused=("its people have random ids, so nobody is known again in another file", _SUBMISSION),
    ),
    ndtms_table("it has totals of areas by year, and no episodes", _SUBMISSION),
    Layout(
        name="the local outcomes framework",
        file_name="local-outcomes-framework.csv",
        headings=("Local authority", "Number of adults in treatment"),
        refused=("it has totals of local authorities, and no episodes", _SUBMISSION),
    ),
)


def from_data_set_k(tables: Iterable[Table], _: str) -> Iterator[TidyRow]:
    """Rows without the fields that K adds. Rows that differ in these alone are then alike, and one of them counts."""
    for table in tables:
        kept = [(heading, place) for place, heading in enumerate(table.headings) if heading not in ADDED_BY_K]
        for cells in table.rows:
            yield {heading: cells[place] for heading, place in kept}

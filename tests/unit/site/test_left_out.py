"""What figures leave out, as pages say it: from the row beside the figure, and from the feed's own policy."""

import pytest

from ossp_pipeline.contracts.status import LeftOut
from ossp_pipeline.site.views.left_out import left_out_words, unplaced_sentences
from tests.unit.site.assessed import assessed
from tests.unit.site.boards import CSP, area, card, measure, signals, whole
from tests.unit.site.test_pages import text_of

WARD = "E05000785"
IN_THE_WHOLE = "counted for the whole area and for no ward."


def row(reason, count):
    return {"left_out_reason": reason, "left_out_count": count}


@pytest.mark.parametrize(
    ("reason", "count", "words"),
    [
        (LeftOut.WHOLE_ALONE, 213, f"213 cases have no place: {IN_THE_WHOLE}"),
        (LeftOut.WHOLE_ALONE, 1, f"1 case has no place: {IN_THE_WHOLE}"),
        (LeftOut.WHOLE_ALONE, 0, f"No cases have no place: {IN_THE_WHOLE}"),
        (LeftOut.WHOLE_ALONE, None, f"Some cases have no place: {IN_THE_WHOLE} How many may not be shown."),
        (LeftOut.NO_FIGURE, 1234, "1,234 rows of the feed have no place: of whatever kind, counted in no figure."),
        (LeftOut.NO_CONSENT, 9, "9 rows are of people who have not consented: in no figure."),
        (None, None, ""),
    ],
)
def test_the_sentence_is_made_from_count_and_reason(reason, count, words):
    assert left_out_words(row(reason, count)) == words


@pytest.mark.parametrize("reason", LeftOut)
def test_every_reason_has_words(reason):
    assert left_out_words(row(reason, 2)).startswith("2 ")


def test_two_policies_are_two_sentences_and_a_feed_without_places_has_none():
    rows = [
        {"feed": "police_crime", "unplaced": "accepted", "unplaced_count": 3},
        {"feed": "asb_incidents", "unplaced": "accepted", "unplaced_count": 0},
        {"feed": "police_uk_street", "unplaced": "out_of_area", "unplaced_count": 4},
        {"feed": "population", "unplaced": "accepted", "unplaced_count": None},
    ]
    counted, left_out = unplaced_sentences(rows)
    assert (
        counted == "ASB incidents, Police crime: a row without a place counts for the area as a whole and for no ward."
    )
    assert left_out.startswith("Police UK street: a row without a place is left out of every figure")


@pytest.mark.parametrize(
    ("policy", "said", "unsaid"),
    [
        ("accepted", "counts for the area as a whole", "left out of every"),
        ("out_of_area", "left out of every", "counts for"),
    ],
)
def test_the_page_of_data_quality_says_what_the_feed_does(site_of, policy, said, unsaid):
    delivery = {"feed": "police_crime", "cadence": "month", "period": "2026-03", "coverage_status": "supplied"}
    delivery |= {"unplaced": policy, "unplaced_count": 4, "accepted_count": 100, "is_placed": True, "is_revised": False}
    page = text_of(
        site_of({**whole(), "sna_data_coverage": [{**delivery, "disclosure_class": "event"}]}).page("quality.html")
    )
    words = page.split("Where incidents happened")[1].split("Of a month in which")[0]
    assert said in words and unsaid not in words


def test_a_measure_says_by_what_its_wards_differ_from_the_whole_area(site_of):
    rows = whole()
    rows["dim_areas"] = [area(), area(WARD, "Bredbury", "ward")]
    wards = [{**one, "left_out_count": 213, "left_out_reason": LeftOut.WHOLE_ALONE.value} for one in signals(code=WARD)]
    rows["performance_signals"] = [*signals(), *wards]
    page = text_of(site_of(rows).page("measure-burglary.html"))
    assert f"Why the wards do not add up to the whole area. March 2026: 213 cases have no place: {IN_THE_WHOLE}" in page
    rows["performance_signals"] = [*signals(), *({**one, "left_out_count": 0} for one in wards)]
    assert "do not add up" not in text_of(site_of(rows).page("measure-burglary.html"))


def test_a_measure_of_a_feed_that_leaves_rows_out_says_how_many(site_of):
    rows = whole()
    left_out = {"left_out_count": 977, "left_out_reason": LeftOut.NO_CONSENT_OR_PLACE.value}
    rows["performance_signals"] = [{**one, **left_out} for one in signals()]
    page = text_of(site_of(rows).page("measure-burglary.html"))
    assert "What is left out 977 rows are of people who have not consented, or have no place: in no figure." in page


def late(measure_id, **given):
    """A measure of supervision whose newest quarter did not come."""
    facts = measure(
        measure_id, title=measure_id.capitalize(), source="supervision", feed="probation_supervision", **given
    )
    points = signals(measure_id)
    points[12] |= {
        "status": "not supplied",
        "status_reason": "no delivery for 2025-26Q4",
        "value": None,
        "numerator": None,
    }
    return facts, points, card(measure_id=measure_id, latest_period="2026-02", latest_value=111.0)


def test_measures_that_lack_one_delivery_are_one_line_and_another_cause_is_another(site_of):
    made = [late(name) for name in ("caseload", "employed", "settled")]
    alone = late("housed", owner_role="Someone else")
    alone[1][12]["status_reason"] = "no delivery for 2025-26Q3"
    rows = whole()
    rows["dim_measures"], points, rows["performance_scorecards"] = map(list, zip(*made, alone, strict=True))
    rows["performance_signals"] = [one for series in points for one in series]
    rows["performance_returns"] = []
    page = text_of(site_of(rows).page())
    cause = "Probation supervision: no delivery for January to March 2026"
    assert f"{cause} 3 measures: Caseload , Employed , Settled Police lead" in page
    silent = page.split("Measures without a figure for January")[1]
    assert "Housed not supplied 111" in silent and "Caseload" not in silent
    assert f"{CSP}" not in silent


def test_gaps_of_one_feed_and_one_time_are_one_line(site_of):
    rows = whole()
    rows["dim_measures"] = [measure(), measure("robbery", title="Robbery"), measure("theft", title="Theft")]
    counts = {"expected_count": 14, "observed_count": 9, "true_zero_count": 0, "not_yet_due_count": 0}
    missing = {"burglary": "2024-08", "robbery": "2024-08", "theft": "2024-09"}
    rows["performance_coverage"] = [
        {"measure_id": name, **counts, "missing_periods": periods} for name, periods in missing.items()
    ]
    page = text_of(site_of(rows).page("quality.html"))
    assert "Police crime August 2024 2 measures: Burglary , Robbery Police lead" in page
    assert "Police crime September 2024 1 measure: Theft Police lead" in page


@pytest.mark.parametrize(
    ("table", "name", "reason", "count", "words"),
    [
        ("sna_harm", "needs-harm.html", LeftOut.WHOLE_ALONE, 7, f"7 crimes have no place: {IN_THE_WHOLE}"),
        (
            "sna_serious_violence",
            "needs-violence.html",
            LeftOut.WHOLE_ALONE,
            None,
            f"Some crimes have no place: {IN_THE_WHOLE} How many may not be shown.",
        ),
        (
            "sna_hotspots",
            "needs-places.html",
            LeftOut.WHOLE_ALONE,
            7,
            "All of crime. 7 incidents have no place: counted for the whole area and for no small area.",
        ),
        (
            "sna_hotspots",
            "needs-places-asb.html",
            LeftOut.WHOLE_ALONE,
            7,
            "All of anti-social behaviour. 7 incidents have no place: counted for the whole area and for no",
        ),
        (
            "sna_partner_incidents",
            "needs-shared.html",
            LeftOut.WHOLE_ALONE,
            7,
            f". 7 cases have no place: {IN_THE_WHOLE}",
        ),
        (
            "sna_change",
            "needs-change.html",
            LeftOut.NO_CONSENT,
            7,
            "12 months to March 2026: 7 rows are of people who have not consented: in no figure.",
        ),
        (
            "sna_levels",
            "needs-crime.html",
            LeftOut.NO_FIGURE,
            7,
            "7 rows of the feed have no place: of whatever kind, counted in no figure.",
        ),
    ],
)
def test_a_page_says_what_the_figures_of_its_tables_leave_out(site_of, table, name, reason, count, words):
    rows = assessed()
    assert words not in text_of(site_of(rows).page(name))
    rows[table] = [{**one, **row(reason, count)} for one in rows[table]]
    assert words in text_of(site_of(rows).page(name))

"""The feeds, in the order in which they land: reference feeds first, because they locate the rows of the others."""

from ossp_pipeline.contracts.feed import Feed, Subject
from ossp_pipeline.errors import UsageError
from ossp_pipeline.feeds import (
    action_returns,
    ambulance_calls,
    area_boundaries,
    area_lookup,
    asb_incidents,
    cas3_bedspaces,
    cas3_bookings,
    cas3_referrals,
    comment_returns,
    commissioned_services,
    crime_severity_weights,
    deprivation,
    fire_incidents,
    grant_returns,
    hospital_admissions,
    measure_returns,
    police_crime,
    police_uk_outcomes,
    police_uk_street,
    population,
    probation_supervision,
    proven_reoffending,
    published_fires,
    published_indicators,
    recorded_crime_csp,
    resident_survey,
    stop_and_search,
    substance_treatment,
    violence_attendances,
)
from ossp_pipeline.settings import Settings

FEEDS: dict[str, Feed] = {
    feed.name: feed
    for feed in (
        area_lookup.FEED,
        population.FEED,
        police_crime.FEED,
        police_uk_street.FEED,
        asb_incidents.FEED,
        probation_supervision.FEED,
        substance_treatment.FEED,
        measure_returns.FEED,
        action_returns.FEED,
        grant_returns.FEED,
        comment_returns.FEED,
        recorded_crime_csp.FEED,
        crime_severity_weights.FEED,
        deprivation.FEED,
        area_boundaries.FEED,
        fire_incidents.FEED,
        hospital_admissions.FEED,
        ambulance_calls.FEED,
        violence_attendances.FEED,
        resident_survey.FEED,
        proven_reoffending.FEED,
        stop_and_search.FEED,
        police_uk_outcomes.FEED,
        cas3_bedspaces.FEED,
        cas3_bookings.FEED,
        cas3_referrals.FEED,
        commissioned_services.FEED,
        published_indicators.FEED,
        published_fires.FEED,
    )
}


def find_feed(name: str) -> Feed:
    """The feed with this name. Raises UsageError, which lists the feeds."""
    if name not in FEEDS:
        raise UsageError("E-FEED", f"there is no feed “{name}”", f"use one of: {', '.join(FEEDS)}")
    return FEEDS[name]


def personal_feeds() -> list[Feed]:
    """The feeds whose rows are about people."""
    return [feed for feed in FEEDS.values() if feed.subject is Subject.PEOPLE]


def received_feeds(settings: Settings) -> list[Feed]:
    """The feeds that are received here. Raises UsageError where the settings name one that does not exist."""
    for name in settings.received_feeds:
        find_feed(name)
    return [feed for feed in FEEDS.values() if feed.name in settings.received_feeds]


def optional_feeds(settings: Settings) -> list[Feed]:
    """The feeds received here that an area may do without."""
    return [feed for feed in received_feeds(settings) if feed.optional]


def expected_feeds(settings: Settings) -> list[Feed]:
    """The feeds this area expects. Raises UsageError where a setting names a feed that does not give its subject."""
    received = received_feeds(settings)
    for subject, name in settings.chosen_feeds.items():
        choices = [feed.name for feed in FEEDS.values() if subject in feed.stands_for]
        if name not in choices:
            message = f"{subject}_feed is “{name}”, which is not a feed that gives this subject"
            raise UsageError("E-SETTING", message, f"use one of: {', '.join(choices)}")
        if name not in settings.received_feeds:
            message = f"{subject}_feed is “{name}”, which is not among the feeds that are received here"
            raise UsageError("E-SETTING", message, f"add {name} to `feeds`, or choose another feed for {subject}")
    return [feed for feed in received if feed.is_expected(settings.chosen_feeds.values())]

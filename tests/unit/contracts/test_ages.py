"""Age bands are written as the police feed writes them."""

from ossp_pipeline.contracts.ages import AGE_BANDS


def test_age_bands_are_those_of_the_police_feed():
    assert AGE_BANDS == ("0-9", "10-17", "18-24", "25-34", "35-49", "50-64", "65+")

"""Who sends a feed: the name in the partnership folder, or else the feed's own role; landing does not ask."""

from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.partnership.read import read_folders
from ossp_pipeline.partnership.suppliers import feeds_here
from ossp_pipeline.settings import SHIPPED_PARTNERSHIP

HEADER = "feed,supplier,contact,note\n"


def test_a_feed_has_the_folders_supplier_or_its_role():
    here = feeds_here([{"feed": "police_crime", "supplier": "Essex Police"}])
    assert list(here) == list(FEEDS)
    assert here["police_crime"].supplier == "Essex Police"
    assert here["asb_incidents"].supplier == FEEDS["asb_incidents"].supplier


def test_whoever_sends_it_the_feed_lands_alike():
    crime = feeds_here([{"feed": "police_crime", "supplier": "Essex Police"}])["police_crime"]
    assert (crime, repr(crime)) == (FEEDS["police_crime"], repr(FEEDS["police_crime"]))


def test_no_feed_names_the_supplier_of_one_area():
    shipped = read_folders((SHIPPED_PARTNERSHIP,), is_sample=False).rows("suppliers")
    named = {str(row["feed"]): row["supplier"] for row in shipped}
    assert [name for name, supplier in named.items() if FEEDS[name].supplier == supplier] == []
    assert [feed.name for feed in FEEDS.values() if "Manchester" in feed.supplier or "Stockport" in feed.supplier] == []


def test_a_supplier_of_no_feed_and_a_feed_with_two_are_wrong(tmp_path):
    rows = "police_crimes,Essex Police,,\nasb_incidents,Council,,\nasb_incidents,Police,,\n"
    (tmp_path / "suppliers.csv").write_text(HEADER + rows, encoding="utf-8")
    facts = read_folders((tmp_path,), is_sample=False)
    assert [(item.rule, item.line, item.column) for item in facts.findings] == [
        ("suppliers.key.unique", 3, "feed"),
        ("suppliers.key.unique", 4, "feed"),
        ("suppliers.feed.known", 2, "feed"),
    ]
    assert facts.rows("suppliers") == []

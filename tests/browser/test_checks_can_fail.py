"""Each check finds what it is for: a fault is planted in a page that had none."""

import pytest

from tests.browser.checks import DESK, PHONE, Watched, accessibility_violations, dead_links, sideways, unseen_focus

PLAIN = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Plain</title>{head}</head>
<body><main><h1>Plain</h1>{body}</main>"""


@pytest.fixture
def planted(chromium, tmp_path):
    context = chromium.new_context()

    def plant(body="", head=""):
        (tmp_path / "page.html").write_text(PLAIN.format(head=head, body=body))
        watched = Watched(context.new_page(), tmp_path)
        watched.open("page.html")
        return watched

    yield plant
    context.close()


def test_a_plain_page_passes_all(planted):
    watched = planted('<a href="page.html">here</a>')
    assert accessibility_violations(watched.page) + dead_links(watched.page) + sideways(watched.page, PHONE) == []
    assert watched.fetched_elsewhere + watched.complaints == []
    watched.page.keyboard.press("Tab")
    assert unseen_focus(watched.page) == []


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ('<p style="color:#aaa">Hard to read</p>', "color-contrast"),
        ('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">', "image-alt"),
        ('<a href="page.html"></a>', "link-name"),
        ('<div style="overflow:auto;height:2em"><p>1</p><p>2</p><p>3</p></div>', "scrollable-region-focusable"),
        ('<a href="#a" style="font-size:9px">a</a><br><a href="#b" style="font-size:9px">b</a>', "target-size"),
        ("</main><p>Outside</p>", "region"),
        ('<section aria-label="a">1</section><section aria-label="a">2</section>', "landmark-unique"),
    ],
)
def test_axe_sees_a_planted_fault(planted, body, rule):
    assert any(violation.startswith(f"{rule}:") for violation in accessibility_violations(planted(body).page))


@pytest.mark.parametrize("link", ["gone.html", "#nowhere", "page.html#nowhere"])
def test_a_dead_link_is_seen(planted, link):
    assert dead_links(planted(f'<a href="{link}">here</a>').page) != []


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_what_sticks_out_is_seen(planted, size):
    assert sideways(planted('<p style="width:1300px">wide</p>').page, size) != []


@pytest.mark.parametrize(
    "head",
    [
        '<script src="https://example.org/x.js"></script>',
        '<link rel="stylesheet" href="https://example.org/x.css">',
        '<link rel="stylesheet" href="../other.css">',
    ],
)
def test_what_is_fetched_from_elsewhere_is_seen_and_stopped(planted, head):
    assert planted(head=head).fetched_elsewhere != []


def test_a_script_that_complains_is_seen(planted):
    assert planted(head="<script>console.error('no')</script>").complaints == ["error: no"]
    assert planted(head="<script>throw new Error('no')</script>").complaints != []


def test_a_focus_nobody_sees_is_seen(planted):
    watched = planted('<a href="page.html">here</a>', "<style>a:focus { outline: none }</style>")
    watched.page.keyboard.press("Tab")
    assert unseen_focus(watched.page) != []

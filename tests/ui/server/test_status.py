"""The status page says the census in words."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from landscape.ui.server import status
from landscape.ui.server.hosting import script_hashes
from landscape.ui.server.status import duration, now, status_routes
from landscape.viewer.theme import DARK, LIGHT
from tests.ui.asgi import get
from tests.ui.census import COUNTS, Counting, Lost, use


class Words(HTMLParser):
    """The text of a page, and its cells."""

    def __init__(self, html):
        super().__init__()
        self.said, self.inside = [], ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.inside = tag

    def handle_data(self, data):
        if self.inside != "style":
            self.said.append(data)


def page():
    answer = get(status_routes(), "/status")
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"
    return answer.text


def test_every_count_is_said(monkeypatch):
    use(monkeypatch, Counting())
    said = Words(page()).said
    for cell in ("1,041", "52", "63", "74", "1,085", "96", "7", "8", "19, 12.3 MB", "45.6 MB"):
        assert said.count(cell) == 1, cell
    assert "2 jobs running, with 4 workers of this process." in said
    assert "3 jobs waiting." in said


def test_words_for_few_none_and_a_cluster():
    assert now(replace(COUNTS, running=1, waiting=0, workers=1)) == [
        "1 job running, with 1 worker of this process.",
        "Nobody waits.",
    ]
    assert now(replace(COUNTS, running=0, waiting=1, cluster="tls://a:1")) == [
        "Nothing is computed now.",
        "1 job waiting.",
    ]
    assert "of the cluster" in now(replace(COUNTS, cluster="tls://a:1"))[0]
    assert now(replace(COUNTS, workers=0))[-1].startswith("No worker is there")


def test_no_address_of_the_cluster(monkeypatch):
    use(monkeypatch, Counting(cluster="tls://10.1.2.3:8786"))
    assert "10.1.2.3" not in page()


def test_an_engine_that_does_not_answer(monkeypatch):
    use(monkeypatch, Lost())
    text = "".join(Words(page()).said)
    assert "The engine does not answer" in text
    assert "scheduler:8786" not in text


def test_both_themes_and_one_script_that_the_policy_knows():
    html = page()
    assert LIGHT.bg in html
    assert DARK.bg in html
    assert script_hashes(html) == script_hashes(f"<script>{status.SCRIPT}</script>") != []


def test_open_pages(monkeypatch):
    monkeypatch.setattr(status, "n_sessions", lambda: 1)
    assert ", 1 page open." in page()


@pytest.mark.parametrize(
    ("span", "words"), [(1, "1 second"), (59.9, "59 seconds"), (60, "1 minute"), (86_400, "1 day"), (200_000, "2 days")]
)
def test_durations(span, words):
    assert duration(span) == words

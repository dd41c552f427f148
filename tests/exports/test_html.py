"""The page is that of the command line."""

from landscape.exports import html
from landscape.inputs import link
from landscape.viewer.page import page
from tests.figures.scenes import small


def test_the_page_of_the_command_line():
    assert html.write(small()).decode() == page(small(), link.encode(small().config))

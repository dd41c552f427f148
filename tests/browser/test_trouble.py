"""What goes wrong is said in a sentence, and the next try works: bad files, runs that diverge."""

import re

from playwright.sync_api import expect

from tests.browser.lab import (
    LIVE,
    button,
    choose,
    expect_painted,
    finish,
    open_lab,
    problems,
    rows,
    title,
)

GOOD = "length,width,kind\n" + "".join(f"{i},{i * i % 7},{'ab'[i % 2]}\n" for i in range(40))
BAD = GOOD.replace("7,0,b", "7,zero,b")


def upload(page, name, text):
    page.locator(".st-key-csv_file input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
    )


def test_own_csv_good_bad_good(page, server):
    open_lab(page, server)
    choose(page, "Data set", "Your own CSV")
    expect(page.locator(".ll-problem")).to_contain_text("Choose a CSV file first")
    upload(page, "good.csv", GOOD)
    expect(page.locator(".ll-problem")).to_have_count(0)
    button(page, "Train").click()
    expect(page).to_have_url(re.compile("data=csv.*file=[0-9a-f]{16}"))
    finish(page)
    assert title(page) == "Three small networks on your own CSV"
    expect_painted(page)
    first = rows(page)

    upload(page, "bad.csv", BAD)
    sentence = 'bad.csv, row 9, column 2 ("width") is not a number but "zero".'
    expect(page.locator(".ll-problem")).to_have_text(sentence)
    assert rows(page) == first

    upload(page, "better.csv", GOOD.replace("7,0,b", "7,3,b"))
    expect(page.locator(".ll-problem")).to_have_count(0)
    link = page.url
    button(page, "Train").click()
    expect(page).not_to_have_url(link)
    finish(page)
    assert len(rows(page)) == 3
    assert rows(page) != first


def test_diverging_runs_are_told_and_their_losses_shown(page, server):
    open_lab(page, server, learning_rate=100, activation="relu", width=16, depth=2, weight_decay=10, steps=100)
    for sentence in (
        "Diverged: A (by step 1), B (by step 1), C (by step 1); left out of the view, kept in the loss curves.",
        "This view needs 1 run, but 3 of 3 runs diverged; lower the learning rate.",
    ):
        expect(page.locator(LIVE)).to_contain_text(sentence)
    assert problems(page) == []
    expect(page.get_by_role("button", name=re.compile("^Run A, loss diverged"))).to_be_visible()
    assert all("(diverged)" in row[2] for row in rows(page))
    expect(page.get_by_test_id("stException")).to_have_count(0)

"""Where the browser is looked for, and what is said when there is none."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import NoBrowserError, chromium, find_chromium

ROOT = Path(__file__).resolve().parents[2]


def none(name: str) -> str | None:
    return None


def test_a_missing_browser_fails_with_words_in_both_languages() -> None:
    with pytest.raises(NoBrowserError) as failed:
        find_chromium({}, none, ())
    said = str(failed.value)
    assert re.search("请先安装", said)
    assert "Install it" in said
    assert "apt-get install chromium fonts-noto-cjk" in said
    assert "brew install" in said


def test_a_missing_browser_is_told_also_where_its_driver_does_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A library that the driver needs comes with the browser: without it neither runs."""
    monkeypatch.setenv("CHROMIUM", "/opt/none")
    monkeypatch.setenv("PLAYWRIGHT_NODEJS_PATH", "/bin/false")
    with pytest.raises(NoBrowserError), chromium(tmp_path):
        pass


def test_make_test_says_before_everything_else_that_there_is_no_browser() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (first, *_) = re.findall(r"^test:.*\n\t@\$\(PY\) (.+)$", makefile, re.MULTILINE)
    run = subprocess.run(
        [sys.executable, *first.split()],
        cwd=ROOT,
        env={**os.environ, "CHROMIUM": "/opt/none"},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert run.returncode == 1
    assert run.stderr.startswith("没有找到 Chromium")
    assert "Traceback" not in run.stderr


def test_the_one_that_is_named_comes_first_and_a_wrong_name_is_not_passed_over() -> None:
    known = {"/opt/own/chromium": "/opt/own/chromium", "chromium": "/usr/bin/chromium"}
    assert find_chromium({"CHROMIUM": "/opt/own/chromium"}, known.get, ()) == "/opt/own/chromium"
    assert find_chromium({}, known.get, ()) == "/usr/bin/chromium"
    with pytest.raises(NoBrowserError):
        find_chromium({"CHROMIUM": "/opt/none"}, known.get, ())


def test_an_application_of_macos_is_found(tmp_path: Path) -> None:
    application = tmp_path / "Chromium"
    application.touch()
    assert find_chromium({}, none, (tmp_path / "other", application)) == str(application)


@pytest.mark.browser
def test_it_has_the_fonts_to_show_chinese(browser: Browser) -> None:
    """Without them every character would be drawn as the same empty box."""
    page = browser.new_page()
    page.set_content("<p style='font: 40px sans-serif'>尾</p>")
    one = page.locator("p").screenshot()
    page.set_content("<p style='font: 40px sans-serif'>矿</p>")
    assert page.locator("p").screenshot() != one
    page.close()

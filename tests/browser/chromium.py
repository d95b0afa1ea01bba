"""The system's own Chromium: where it is, and how it is started so that it asks nobody anything.

No browser is downloaded. One that is missing fails the tests with words about how to install it:
a test that were skipped would look like one that passed.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = (
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
)

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

MISSING = """没有找到 Chromium，浏览器测试无法运行。请先安装，然后重新运行：
Chromium was not found, and the browser tests cannot run without it. Install it, then run again:
    Debian, Ubuntu:  apt-get install chromium fonts-noto-cjk
    macOS:           brew install --cask chromium
也可用 CHROMIUM=/path/to/chromium 指定。 CHROMIUM=/path/to/chromium names another one."""


class NoBrowserError(Exception):
    """There is no Chromium here; the message says how to install it."""


def find_chromium(
    environ: Mapping[str, str] = os.environ,
    which: Callable[[str], str | None] = shutil.which,
    mac: tuple[Path, ...] = MAC,
) -> str:
    """The browser's program: what CHROMIUM names, else the first that is installed.

    Raises NoBrowserError, in Chinese and English.
    """
    named = environ.get("CHROMIUM")
    found = (which(named),) if named else (*map(which, NAMES), *(str(p) for p in mac if p.exists()))
    for path in found:
        if path:
            return path
    raise NoBrowserError(MISSING)


@contextmanager
def chromium(folder: Path) -> Iterator[Browser]:
    """A browser whose own files are all in ``folder`` and which leaves nothing running.

    Raises NoBrowserError before anything is started.
    """
    program = find_chromium()
    own = {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "XDG_CACHE_HOME": str(folder)}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            headless=True,
            args=list(FLAGS),
            env={**os.environ, **own},
            downloads_path=folder,
        )
        try:
            yield browser
        finally:
            browser.close()


if __name__ == "__main__":
    try:
        find_chromium()
    except NoBrowserError as missing:
        sys.exit(str(missing))

"""What lets a phone keep the page: its manifest and its service worker."""

from __future__ import annotations

import hashlib
import json
from functools import cache

from web.assets import content, hashed

NAME = "尾矿库应急响应"
SHORT_NAME = "应急响应"
SHELL = (
    "board.css",
    "phone.css",
    "phone.js",
    "again.js",
    "alarm.js",
    "approvals.js",
    "ending.js",
    "silence.js",
    "queue.js",
    "pictures.js",
    "chooser.js",
    "waiting.js",
    "clocks.js",
    "zone.js",
    "icon.svg",
)
"""What the page needs to stand without signal."""


@cache
def manifest() -> str:
    """The web app manifest. Icons are drawn by us and need no size."""
    icons = [
        {
            "src": f"/static/{hashed()[name]}",
            "sizes": "any",
            "type": "image/svg+xml",
            "purpose": use,
        }
        for name, use in (("app.svg", "any"), ("app-maskable.svg", "maskable"))
    ]
    told = {
        "name": NAME,
        "short_name": SHORT_NAME,
        "lang": "zh-CN",
        "id": "/me",
        "start_url": "/me",
        "scope": "/",
        "display": "standalone",
        "background_color": "#d3d7da",
        "theme_color": "#14191d",
        "icons": icons,
    }
    return json.dumps(told, ensure_ascii=False)


@cache
def worker() -> bytes:
    """The service worker with the names of the files it keeps; a new release is a new worker."""
    files = [f"/static/{hashed()[name]}" for name in SHELL]
    release = hashlib.sha256(json.dumps(files).encode()).hexdigest()[:12]
    head = f"const RELEASE = {json.dumps(release)};\nconst SHELL = {json.dumps(files)};\n"
    return head.encode() + content("sw.js")

"""Where plans lie: those that come with the program, and the county's own folder."""

from __future__ import annotations

from pathlib import Path

from runtime.settings import Settings

PLANS = Path(__file__).resolve().parent.parent / "playbooks" / "plans"


def folders_in(root: Path) -> list[Path]:
    """Folders of plans directly below ``root``."""
    return sorted(f for f in root.iterdir() if (f / "document.yaml").exists())


def plan_folders(settings: Settings) -> list[Path]:
    """All plan folders of an installation; the county's own come last and win."""
    return [*folders_in(PLANS), *(folders_in(settings.plans) if settings.plans else [])]

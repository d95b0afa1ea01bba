"""Where plans lie: those that come with the program, and the county's own folder."""

from __future__ import annotations

from pathlib import Path

from runtime.language import N_, phrase
from runtime.refusal import Refused
from runtime.settings import Settings

PLANS = Path(__file__).resolve().parent.parent / "playbooks" / "plans"


def folders_in(root: Path) -> list[Path]:
    """Folders of plans directly below ``root``: those with a YAML file in them."""
    return sorted(f for f in root.iterdir() if f.is_dir() and any(f.glob("*.yaml")))


def plan_folders(settings: Settings) -> list[Path]:
    """All plan folders of an installation; the county's own come last and win.

    A folder of the county's that has the name of one that comes with the program stands in its
    place. Raises Refused ``setting`` where the county's folder holds no plan.
    """
    found = {f.name: f for f in folders_in(PLANS)}
    if settings.plans is not None:
        root = settings.plans.expanduser().absolute()
        own = folders_in(root) if root.is_dir() else []
        if not own:
            allowed = phrase(N_("a folder that holds one folder for each plan"))
            raise Refused("setting", field="TAILINGS_PLANS", value=root, allowed=allowed)
        found = {n: f for n, f in found.items() if n not in {f.name for f in own}}
        found |= {f.name: f for f in own}
    return list(found.values())

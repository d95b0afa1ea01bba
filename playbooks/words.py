"""How a plan speaks: its own words inside our sentences, and what is wrong with its files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from playbooks.schema import Words
from runtime.language import Lang, Phrase
from runtime.yamlproblems import FilesRefused, Problem


@dataclass(frozen=True)
class PlanWords(Phrase):
    """The plan's own words as a phrase, so that they can stand inside a translated sentence."""

    zh: str = ""

    def say(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.message


def spoken(words: Words) -> Phrase:
    """The words of the plan, never looked up in a catalogue."""
    return PlanWords(message=words.en, zh=words.zh)


class PlanBroken(FilesRefused):
    """A plan that cannot be used; ``problems`` holds every fault that was found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("plan_broken", problems)

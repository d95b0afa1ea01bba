"""What a reader should know about a plan before it is needed: ``check`` finds no new faults of
form (loading does that) but lists what the document leaves open and what the county has not
filled in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from playbooks.faults import walk
from playbooks.lookup import Playbook
from playbooks.schema import Authority, Cited, Finding, Post, ReportClock
from playbooks.times import local_times
from playbooks.words import spoken
from runtime.language import N_, Lang, Phrase, phrase

SEVERITY: Mapping[str, str] = MappingProxyType(
    {"blocks": N_("blocks"), "risk": N_("risk"), "note": N_("note")}
)

HEAD = N_("{title}, {number}: findings {findings}, unfilled authorities {unfilled}.")
FINDING = N_("[{severity}] {id} ({clauses}): {text} Effect: {effect} Remedy: {remedy}")
UNFILLED = N_("Nobody holds {post}, which decides: {authorities}.")
UNVERIFIED = N_("The limit {clock} is not verified against the text of its statute.")
LOCAL = N_(
    "The county's own, to be confirmed by it: {count}; {times} of them are times that neither the"
    " plan nor a statute gives."
)


@dataclass(frozen=True)
class Unfilled:
    """A post in a chain of authority that nobody holds, and the decisions it stands in."""

    post: Post
    authorities: tuple[Authority, ...]


@dataclass(frozen=True)
class CheckReport:
    """Findings in plan order; posts in the order in which authority names them."""

    playbook: Playbook
    findings: tuple[Finding, ...]
    unfilled: tuple[Unfilled, ...]
    unverified: tuple[ReportClock, ...]
    local_items: int
    """Items that are the county's own, and times that are in an item that is not."""
    local_times: int
    """Of these, the times."""

    @property
    def blocking(self) -> bool:
        """A finding blocks a response, or somebody who decides is missing."""
        return bool(self.unfilled) or any(f.severity == "blocks" for f in self.findings)

    def lines(self) -> tuple[Phrase, ...]:
        """The report for people, a phrase a line."""
        document = self.playbook.plan.document
        head = phrase(
            HEAD,
            title=spoken(document.title),
            number=document.number,
            findings=len(self.findings),
            unfilled=len(self.unfilled),
        )
        return (
            head,
            *(_finding(finding) for finding in self.findings),
            *(_unfilled(gap) for gap in self.unfilled),
            *(phrase(UNVERIFIED, clock=clock.id) for clock in self.unverified),
            phrase(LOCAL, count=self.local_items, times=self.local_times),
        )

    def text(self, lang: Lang) -> str:
        return "\n".join(line.say(lang) for line in self.lines())

    def as_json(self) -> dict[str, object]:
        return {
            "plan": self.playbook.plan.document.id,
            "digest": self.playbook.digest,
            "blocking": self.blocking,
            "findings": [finding.model_dump(mode="json") for finding in self.findings],
            "unfilled": [
                {
                    "post": gap.post.id,
                    "title": gap.post.title.model_dump(),
                    "named_in_plan": gap.post.named_in_plan,
                    "authorities": [authority.id for authority in gap.authorities],
                }
                for gap in self.unfilled
            ],
            "unverified": [clock.id for clock in self.unverified],
            "local_items": self.local_items,
            "local_times": self.local_times,
        }


def check(playbook: Playbook, unfilled: Callable[[str], bool] | None = None) -> CheckReport:
    """What stands open in a plan.

    ``unfilled`` says of a post id whether nobody holds it; without it (no registry at hand) the
    posts that the plan itself names nowhere count as unfilled.
    """
    plan = playbook.plan
    nobody = unfilled or (lambda post: not playbook.post(post).named_in_plan)
    own_items = sum(isinstance(part, Cited) and part.local for _, part in walk(plan))
    own_times = sum(1 for _ in local_times(plan))
    chains: dict[str, list[Authority]] = {}
    for authority in plan.authority:
        for post in dict.fromkeys((*authority.chain, *authority.fallback)):
            chains.setdefault(post, []).append(authority)
    return CheckReport(
        playbook=playbook,
        findings=plan.findings,
        unfilled=tuple(
            Unfilled(playbook.post(post), tuple(authorities))
            for post, authorities in chains.items()
            if nobody(post)
        ),
        unverified=tuple(clock for clock in plan.reporting.clocks if clock.unverified),
        local_items=own_items + own_times,
        local_times=own_times,
    )


def _finding(finding: Finding) -> Phrase:
    return phrase(
        FINDING,
        severity=phrase(SEVERITY[finding.severity]),
        id=finding.id,
        clauses=", ".join(finding.clauses),
        text=spoken(finding.text),
        effect=spoken(finding.effect),
        remedy=spoken(finding.remedy),
    )


def _unfilled(gap: Unfilled) -> Phrase:
    decisions = ", ".join(authority.id for authority in gap.authorities)
    return phrase(UNFILLED, post=spoken(gap.post.title), authorities=decisions)

"""What can be chosen where a command names something: from the plan, the incident, the registry."""

from __future__ import annotations

from collections.abc import Mapping

from incident.decide.known import OUTSIDE
from incident.decide.offered import levels
from incident.decide.tasks import PROOFS, STEPS
from incident.decisions import Decision, groups_offered, open_decisions
from incident.materials.unverified import unverified_pasted
from incident.names import Names
from incident.state import Incident, OtherResponse, PublicWarning
from incident.warnings import approved, drafts, standing
from incident.words import numbered
from playbooks.lookup import Playbook
from playbooks.schema import Task
from runtime.language import N_, Lang, phrase, translate
from web import others
from web.forms import Option
from web.labels import LABELS


def choices(
    state: Incident,
    playbook: Playbook,
    texts: Mapping[str, str | None],
    lang: Lang,
    *,
    assessed: bool,
) -> dict[str, list[Option] | None]:
    """Field, or ``Command.field``, to its options in the reader's language.

    ``texts`` holds only what the reader may read; without ``assessed`` no claim is offered.
    """
    plan = playbook.plan
    posts = [(p.id, p.title.say(lang)) for p in plan.organisation.posts]
    measures = [(m.id, m.name.say(lang)) for m in plan.criteria.measures]
    names = dict(measures)
    groups = [(g, group_name(playbook, g, lang)) for g in state.groups]
    tasks = {
        t.id: f"{group_name(playbook, t.group, lang)} · "
        f"{task_text(playbook, state, texts, t.id, lang)}"
        for t in state.tasks.values()
    }
    asked = {
        sort: [(q.id, texts.get(q.words) or q.id) for q in state.questions.values()
               if q.sort == sort and q.answered_at is None]
        for sort in ("instruction", "inquiry")
    }  # fmt: skip
    claims = [
        (c.id, f"{names.get(c.measure)} {c.value} · {source_name(playbook, c.source, lang)}")
        for c in state.claims.values()
        if c.standing and assessed
    ]
    titles = dict(posts)
    return {
        "measure": measures,
        "AnswerInstruction.measure": None,
        "contains": measures,
        "source": None,
        "RecordClaim.source": sources(playbook, lang),
        "ReportVillage.source": sources(playbook, lang),
        "corrects": claims,
        "claim": claims,
        "group": groups,
        "add": [(g, group_name(playbook, g, lang)) for g in groups_offered(state, playbook)],
        "post": posts,
        "leader": posts,
        "acting_leader": posts,
        "liaison": posts,
        "verifier": posts,
        "on_behalf_of": posts,
        "level": [(str(v.level), v.name.say(lang)) for v in plan.criteria.levels],
        **{f"{command}.level": [(str(v), level_name(playbook, v, lang))
                                for v in levels(state, playbook, command)]
           for command in ("RaiseLevel", "LowerLevel")},
        "condition": [(x.id, x.text.say(lang)) for x in plan.ending.conditions],
        "line": [(x.id, x.name.say(lang)) for x in plan.reporting.lines],
        "TellReport.kind": _kinds(playbook, lang, telephone=True),
        "StepReport.kind": _kinds(playbook, lang, telephone=False),
        "entry": [(t.id, t.name.say(lang)) for t in plan.reporting.told],
        "CorrectEntry.entry": None,
        "CorrectNotice.entry": None,
        "SendNotice.groups": groups,
        "SendNotice.posts": posts,
        "figures": [(str(a.number), version(a.number, lang)) for a in state.approved],
        "ApproveFigures.figures": measures,
        "task": [*tasks.items()],
        "ReceiveTasks.group": [(g, group_name(playbook, g, lang)) for g in dict.fromkeys(
            state.tasks[t].group for t in _with(state, STEPS["ReceiveTask"]))],
        "ReceiveTasks.tasks": [(t, task_text(playbook, state, texts, t, lang))
                               for t in _with(state, STEPS["ReceiveTask"])],
        **{f"{command}.task": [(t, tasks[t]) for t in _with(state, stands)]
           for command, stands in STEPS.items()},
        "proof": [(p, said(p, lang)) for p in PROOFS],
        "order": [
            (o.id, _joined(numbered(o.id).say(lang), said(o.command, lang),
                           titles.get(o.on_behalf_of, "")))
            for o in state.orders.values() if o.status == "to_sign"
        ],
        "of": [
            (m.id, _joined(numbered(m.id).say(lang), said(m.command, lang), texts.get(m.reason)))
            for m in state.overrides.values() if not m.seconded_by
        ],
        "decision": [(d.id, decision_text(playbook, d.action, d.level, lang))
                     for d in open_decisions(state, playbook)],
        "ConfirmArming.arming": _arming(state, lang, "waits"),
        "Disarm.arming": _arming(state, lang, "waits", "in_force"),
        "ApproveWarning.warning": _warnings(drafts(state), texts, lang),
        "DraftWarning.warning": _warnings(drafts(state), texts, lang),
        "RecordWarningReceipt.warning": _warnings(approved(state), texts, lang),
        "CorrectWarning.warning": _warnings(standing(state), texts, lang),
        "pasted": [(p.id, _joined(numbered(p.id).say(lang), texts.get(p.chat), texts.get(p.sender)))
                   for p in unverified_pasted(state) if p.claim is None],
        "instruction": asked["instruction"],
        "inquiry": asked["inquiry"],
    }  # fmt: skip


def _arming(state: Incident, lang: Lang, *stands: str) -> list[Option]:
    """The newest arming of an exercise, if it stands like this."""
    found = state.arming
    if found is None or not any(getattr(found, how) for how in stands):
        return []
    return [(found.id, numbered(found.id).say(lang))]


def _warnings(
    warnings: tuple[PublicWarning, ...], texts: Mapping[str, str | None], lang: Lang
) -> list[Option]:
    return [(w.id, _joined(numbered(w.id).say(lang), texts.get(w.text))) for w in warnings]


def _with(state: Incident, stands: tuple[str, ...]) -> list[str]:
    return [t.id for t in state.tasks.values() if t.status in stands]


def sources(playbook: Playbook, lang: Lang) -> list[Option]:
    """Who can say a figure: units, posts, and who is neither."""
    org = playbook.plan.organisation
    units = [(u.id, u.name.say(lang)) for u in org.units]
    posts = [(p.id, p.title.say(lang)) for p in org.posts]
    return [*units, *posts, *((o, said(o, lang)) for o in OUTSIDE)]


def _kinds(playbook: Playbook, lang: Lang, *, telephone: bool) -> list[Option]:
    """Kinds of report: a telephone report has no steps, and every later one may go either way."""
    return [
        (k.id, k.name.say(lang))
        for k in playbook.plan.reporting.kinds
        if bool(k.steps) != telephone or k.id == "continued"
    ]


def version(number: int, lang: Lang) -> str:
    """A version of the approved figures, as papers call it."""
    return phrase(N_("version {number}"), number=number).say(lang)


def _joined(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)


def decision_text(playbook: Playbook, action: str, level: int | None, lang: Lang) -> str:
    """What a decision is about, as the button that takes it says it."""
    if level is not None and action in ("start", "raise") and playbook.levels.get(level):
        # above the lowest level the plan starts the level, from whichever one it comes
        return phrase(N_("Decide to start {level}"), level=Names(playbook).level(level)).say(lang)
    if level is not None:
        step = Names(playbook).step(action, level).say(lang)
        return step[:1].upper() + step[1:]
    command = {
        "end": "EndResponse",
        "change_groups": "ChangeGroups",
        "approve_figures": "AcceptLowering",
        "approve_warning": "ApproveWarning",
    }
    return said(command.get(action, action), lang)


def level_name(playbook: Playbook, level: int | None, lang: Lang) -> str:
    """A response level as the plan calls it."""
    return "" if level is None else Names(playbook).level(level).say(lang)


def group_name(playbook: Playbook, group: str, lang: Lang) -> str:
    """A working group, the headquarters' office or the mine operator."""
    return Names(playbook).group(group).say(lang)


def post_name(playbook: Playbook, post: str, lang: Lang) -> str:
    """A post as the plan calls it."""
    return Names(playbook).post(post).say(lang)


def source_name(playbook: Playbook, source: str, lang: Lang) -> str:
    """Who says so: a unit, a post or somebody outside."""
    return Names(playbook).party(source).say(lang)


def government(told: OtherResponse, lang: Lang, *, typed: bool) -> str:
    """Whose response another one is, with the level in the words that somebody typed."""
    if not typed:
        return said(others.government(told.government), lang)
    return _joined(said(told.government, lang), told.scale)


def task_text(
    playbook: Playbook, state: Incident, texts: Mapping[str, str | None], task: str, lang: Lang
) -> str:
    """What a task asks for, in the plan's words or in those of the order; its number for who may
    not read those."""
    planned: Task | None = playbook.tasks.get(task)
    ordered = state.tasks[task].text if task in state.tasks else None
    if ordered:
        number = phrase(N_("Ordered task no. {number}"), number=task.rpartition("-")[2])
        return texts.get(ordered) or number.say(lang)
    return planned.text.say(lang) if planned else task


def short_task(playbook: Playbook, state: Incident, task: str, lang: Lang) -> str | None:
    """What the wall calls a task: the plan's short name, the number of one that was ordered; None
    where neither is there. Never words that somebody typed."""
    planned: Task | None = playbook.tasks.get(task)
    if task in state.tasks and state.tasks[task].text:
        return task_text(playbook, state, {}, task, lang)
    return planned.short.say(lang) if planned and planned.short else None


def decided_on(decision: Decision) -> str:
    """What a link to a form gives it: the decision, as it stands on the page."""
    return f"decided_on.decision={decision.id}&decided_on.version={decision.version}"


def said(code: str, lang: Lang) -> str:
    return translate(LABELS.get(code, code), lang)

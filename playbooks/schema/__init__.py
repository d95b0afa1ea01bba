"""The shape of a plan as data: what a folder in ``playbooks/plans/`` may hold.

Strict: unknown keys are refused, nothing is converted by guess. One module for each part of a
plan; ``Plan`` puts them together.
"""

from playbooks.schema.alerts import Alert, CallFirst
from playbooks.schema.authority import Action, Authority, Recording
from playbooks.schema.base import Cited, Minutes, Words
from playbooks.schema.criteria import Condition, Criteria, Criterion, Grade, Level, Measure
from playbooks.schema.document import Clause, Document, Jurisdiction, Statute
from playbooks.schema.ending import EndCondition, Ending
from playbooks.schema.escalation import Escalation, Rung, Urgency
from playbooks.schema.organisation import (
    Duty,
    Group,
    Headquarters,
    Office,
    OnSite,
    Organisation,
    Post,
    Team,
    Unit,
)
from playbooks.schema.plan import Plan
from playbooks.schema.readiness import Standing, WarningStep
from playbooks.schema.reading import Carried, Finding, Interpretation
from playbooks.schema.reporting import (
    ChainStep,
    Line,
    ReportClock,
    Reporting,
    ReportKind,
    ToldEntry,
)
from playbooks.schema.tasks import Task, Trigger

__all__ = [
    "Action",
    "Alert",
    "Authority",
    "CallFirst",
    "Carried",
    "ChainStep",
    "Cited",
    "Clause",
    "Condition",
    "Criteria",
    "Criterion",
    "Document",
    "Duty",
    "EndCondition",
    "Ending",
    "Escalation",
    "Finding",
    "Grade",
    "Group",
    "Headquarters",
    "Interpretation",
    "Jurisdiction",
    "Level",
    "Line",
    "Measure",
    "Minutes",
    "Office",
    "OnSite",
    "Organisation",
    "Plan",
    "Post",
    "Recording",
    "ReportClock",
    "ReportKind",
    "Reporting",
    "Rung",
    "Standing",
    "Statute",
    "Task",
    "Team",
    "ToldEntry",
    "Trigger",
    "Unit",
    "Urgency",
    "WarningStep",
    "Words",
]

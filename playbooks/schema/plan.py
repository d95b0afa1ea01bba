"""A whole plan."""

from __future__ import annotations

from playbooks.schema.alerts import Alert
from playbooks.schema.authority import Authority, Recording
from playbooks.schema.criteria import Criteria
from playbooks.schema.document import Clause, Document, Statute
from playbooks.schema.ending import Ending
from playbooks.schema.escalation import Escalation
from playbooks.schema.organisation import Organisation
from playbooks.schema.readiness import Standing, WarningStep
from playbooks.schema.reading import Carried, Finding, Interpretation
from playbooks.schema.reporting import Reporting
from playbooks.schema.tasks import Task
from runtime.yamlmodels import Part


class Plan(Part):
    """A whole plan. Order in every list is the order of the published document."""

    document: Document
    clauses: tuple[Clause, ...]
    statutes: tuple[Statute, ...]
    organisation: Organisation
    authority: tuple[Authority, ...]
    recording: Recording
    criteria: Criteria
    reporting: Reporting
    tasks: tuple[Task, ...]
    first_response: tuple[Task, ...]
    ending: Ending
    warnings: tuple[WarningStep, ...]
    support: tuple[Standing, ...]
    standing: tuple[Standing, ...]
    alerts: tuple[Alert, ...]
    escalation: tuple[Escalation, ...] = ()
    interpretations: tuple[Interpretation, ...]
    findings: tuple[Finding, ...]
    coverage: tuple[Carried, ...]

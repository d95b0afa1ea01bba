"""What pages call commands and their fields; wire values have their words from the incident.

A field of one command can have its own label under ``Command.field``; otherwise the plain field
name counts. What is no field of a command is in ``request_labels``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from incident.words import WORDS
from runtime.language import N_
from web.request_labels import PARTS

COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "ReportIncident": N_("Report an accident"),
        "AddReport": N_("Add a further report"),
        "SetVerification": N_("Record verification"),
        "ChangeKind": N_("Change the kind of incident"),
        "RecordClaim": N_("Record a figure"),
        "DoubtClaim": N_("Change how far a figure is believed"),
        "AcceptLowering": N_("Accept the lower assessment"),
        "ApproveFigures": N_("Approve figures for reporting"),
        "Propose": N_("Propose the next step"),
        "Decline": N_("Do not start now"),
        "StartResponse": N_("Start the response"),
        "RaiseLevel": N_("Raise the response level"),
        "LowerLevel": N_("Lower the response level"),
        "FormOnSite": N_("Form the on-site headquarters"),
        "HandOverCommand": N_("Hand over command"),
        "TakeBackCommand": N_("Take back command"),
        "TellOtherResponse": N_("Record another government's response"),
        "ChangeGroups": N_("Add working groups"),
        "ChangeGroup": N_("Change a working group"),
        "SetCondition": N_("Record an end condition"),
        "EndResponse": N_("End the response"),
        "ResumeResponse": N_("Resume the response"),
        "BeginAftermath": N_("Begin recovery and inquiry"),
        "CloseIncident": N_("Archive the incident"),
        "DismissReport": N_("Dismiss the report"),
        "ReopenReport": N_("Take the report up again"),
        "OrderWithdrawal": N_("Order rescuers to withdraw"),
        "LiftWithdrawal": N_("Lift the withdrawal order"),
        "AnswerWithdrawal": N_("Record the answer to a withdrawal"),
        "AdoptPlan": N_("Adopt another plan"),
        "SignOrder": N_("Record the signed sheet"),
        "RefuseSigning": N_("Record a refusal to sign"),
        "SecondOverride": N_("Second an override"),
        "OrderTask": N_("Order a task"),
        "ReceiveTask": N_("Accept task"),
        "ReceiveTasks": N_("Accept all tasks of the group"),
        "StartTask": N_("Start task"),
        "BlockTask": N_("Report a difficulty"),
        "FinishTask": N_("Report done"),
        "VerifyTask": N_("Verify"),
        "ReturnTask": N_("Return task"),
        "TellReport": N_("Record a telephone report"),
        "StepReport": N_("Record a step of a written report"),
        "RecordInstruction": N_("Record an instruction"),
        "AnswerInstruction": N_("Answer an instruction"),
        "RecordInquiry": N_("Record an inquiry"),
        "AnswerInquiry": N_("Answer an inquiry"),
        "RecordMovement": N_("Record arrival or departure"),
        "CheckIn": N_("Check in"),
        "TellOutsider": N_("Record who was told"),
        "ReportVillage": N_("Record a village's answer"),
        "DraftWarning": N_("Draft a warning to the public"),
        "ApproveWarning": N_("Approve a warning to the public"),
        "RecordWarningReceipt": N_("Record what became of a warning"),
        "CorrectWarning": N_("Correct or lift a warning"),
        "SendNotice": N_("Send a message in own words"),
        "CorrectNotice": N_("Correct or lift what was told"),
        "ArmExercise": N_("Let this exercise ring real telephones"),
        "ConfirmArming": N_("Confirm that real telephones ring"),
        "Disarm": N_("Stop ringing real telephones"),
        "PasteMaterial": N_("Paste in material"),
        "CheckPasted": N_("Record what the check came to"),
        "AddNote": N_("Add an entry"),
        "CorrectEntry": N_("Correct an entry"),
        "AnswerAlert": N_("Record the answer to an alert"),
    }
)
"""The name of every command that people give."""

FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "kind": N_("Kind"), "mode": N_("Real or exercise"), "title": N_("Name"),
        "place": N_("Place"), "what": N_("What happened"),
        "occurred_at": N_("Time of the accident"),
        "learned_at": N_("Time of the report"), "dam": N_("Tailings dam"),
        "township": N_("Township"), "source": N_("Source"), "police_number": N_("Police number"),
        "status": N_("Status"), "note": N_("Note"), "reason": N_("Reason"), "measure": N_("Figure"),
        "value": N_("Value"), "observed_at": N_("Observed at"),
        "RecordClaim.observed_at": N_("As of what time"), "confidence": N_("How sure"),
        "basis": N_("How known"), "contains": N_("Already includes"), "corrects": N_("Corrects"),
        "claim": N_("Figure recorded before"), "figures": N_("Version of the approved figures"),
        "ApproveFigures.figures": N_("Figures for reporting"),
        "checking": N_("Still being verified"), "action": N_("Step"), "level": N_("Response level"),
        "decision": N_("Decision"), "ask_for_more": N_("May come back with more"),
        "to": N_("To whom"), "sheet": N_("Number of the sheet"), "government": N_("Government"),
        "scale": N_("Level in its own words"), "told_by": N_("Told by"), "add": N_("Groups"),
        "group": N_("Working group"), "leader": N_("Leader"), "acting_leader": N_("Acting leader"),
        "liaison": N_("Liaison"), "duties": N_("Duties"), "condition": N_("Condition"),
        "evidence": N_("Evidence"), "plan": N_("Plan"), "order": N_("Order"),
        "signed_at": N_("Signed at"), "of": N_("Override"), "text": N_("Task"),
        "proof": N_("Proof"), "materials": N_("Files"), "material": N_("File"),
        "content-type": N_("Content type"), "verifier": N_("Verified by"), "due_at": N_("Due at"),
        "task": N_("Task"), "tasks": N_("Tasks"), "line": N_("Reporting line"),
        "number": N_("Telephone number"),
        "receiver": N_("Receiver"), "told_at": N_("Told at"), "recording": N_("Recording"),
        "step": N_("Step"), "with_whom": N_("With whom"), "from_whom": N_("From whom"),
        "words": N_("In their words"), "means": N_("By what means"), "answer_by": N_("Answer by"),
        "instruction": N_("Instruction"), "measure_taken": N_("Measure taken"),
        "AnswerInstruction.measure": N_("Measure taken"), "question": N_("Question"),
        "inquiry": N_("Inquiry"), "answer": N_("Answer"), "post": N_("Post"),
        "movement": N_("Movement"), "entry": N_("Who is told"), "CorrectEntry.entry": N_("Entry"),
        "who": N_("Name of the person"), "correction": N_("Correct text"), "alert": N_("Alert"),
        "AnswerAlert.also": N_("Also read out to them in this call: tick only what was"),
        "Spoken.said_at": N_("When the order was given by word of mouth"),
        "person": N_("Person"), "evidence_of": N_("Evidence"), "happened_at": N_("Happened at"),
        "on_behalf_of": N_("On behalf of"), "said_at": N_("Said at"), "witness": N_("Witness"),
        "spoken": N_("Verbal order"), "override": N_("Override"), "decided_on": N_("Decision"),
        "conditions": N_("End conditions"), "incident": N_("Incident"), "actor": N_("Person"),
        "received_at": N_("Received at"),
        "village": N_("Village"), "stage": N_("State"),
        "households_moved": N_("Households moved so far"),
        "people_moved": N_("People moved so far"), "people_left": N_("People still there"),
        "need_help": N_("People who need help to leave"),
        "with_helper": N_("Of those, how many have a helper"), "helpers": N_("Who helps whom"),
        "refused": N_("People who do not want to leave"),
        "warning": N_("Warning"), "villages": N_("Villages that hear it"), "colour": N_("Colour"),
        "DraftWarning.text": N_("What happened and where, as it is read out"),
        "CorrectWarning.text": N_("Words that are read out"),
        "what_to_do": N_("What people do, as it is read out"), "valid_until": N_("Valid until"),
        "ready_correction": N_("Words that are read out if it was a false alarm"),
        "announcement": N_("How these villages were told of the exercise, and who leads it"),
        "DraftWarning.warning": N_("Draft that it replaces"),
        "version": N_("Version that was read"), "village_count": N_("How many villages hear it"),
        "platform": N_("By what way"), "outcome": N_("What became of it"),
        "coverage_percent": N_("Reached, per cent"), "done_by": N_("Done by"),
        "CorrectWarning.correction": N_("What it is"),
        "SendNotice.posts": N_("Posts that are told"), "groups": N_("Groups that are told"),
        "SendNotice.words": N_("Words of the message, at most 200 characters"),
        "CorrectNotice.words": N_("Words of the correction, at most 200 characters"),
        "urgency": N_("Urgency"), "confirm": N_("Who has to confirm"),
        "audience": N_("People of the preview"),
        "persons": N_("Whose real telephones ring"), "channels": N_("By which channels"),
        "minutes": N_("For how many real minutes, at most 240"), "arming": N_("Arming"),
        "person_count": N_("How many people are rung"),
        "CorrectNotice.entry": N_("Entry that told it"),
        "CorrectNotice.correction": N_("What it is"), "found_at": N_("When the error was found"),
        "discovered_at": N_("When the error was found"),
        "ReportVillage.source": N_("Said by"), "ReportVillage.means": N_("By what means"),
        "aloud": N_("Told aloud in the village"),
        "chat": N_("Messenger group, as it is called there"),
        "sender": N_("Sender, as written there"),
        "sent_at": N_("Sent at, as the group shows it"),
        "age": N_("New or old material"),
        "PasteMaterial.words": N_("The text as it stands there"),
        "PasteMaterial.measure": N_("Figure in it, if there is one"),
        "PasteMaterial.value": N_("Its value, as it stands there"),
        "PasteMaterial.materials": N_("Pictures and voice notes"),
        "pasted": N_("Pasted material"), "finding": N_("What the check came to"),
        "CheckPasted.reason": N_("How it was checked, and with whom"),
        "ReportVillage.done_by": N_("Who spoke, beat the gong or knocked"),
        "command": N_("Step"), "path": N_("Address"), "link": N_("Sign-in link"),
        "session": N_("Sign-in"), "Authorization": N_("Token of the program"),
        "body": N_("Message"), "expected_seq": N_("Entry"),
    }
)  # fmt: skip
"""Labels of fields."""

PLAN: Mapping[str, str] = MappingProxyType(
    {
        "carried": N_("carried by the system"), "finding": N_("finding"),
        "beyond": N_("beyond the system"), "uncovered": N_("not covered"),
        "severity.blocks": N_("blocks"), "severity.risk": N_("risk"),
        "severity.note": N_("note"),
    }
)  # fmt: skip
"""How a plan's clauses are carried, and how grave its findings are."""

PHONES: Mapping[str, str] = MappingProxyType(
    {
        "phone.delivered": N_("reached the phone"),
        "phone.acknowledged": N_("answered: received"),
        "phone.on_the_way": N_("answered: on the way"),
        "phone.on_scene": N_("answered: on scene"),
        "phone.declined": N_("answered: cannot come"),
    }
)
"""What became of a message on a simulated phone."""

WATCHES: Mapping[str, str] = MappingProxyType(
    {
        "watch.acknowledged": N_("has answered"),
        "watch.acting": N_("is acting"),
        "watch.declined": N_("cannot come; others are told"),
        "watch.stood_in": N_("answered by a deputy"),
        "watch.another_answered": N_("another has answered, which is enough"),
        "watch.over": N_("over; nobody is asked any more"),
        "watch.settled": N_("the order is settled; nobody is asked for it any more"),
        "watch.corrected": N_("taken back; a correction was sent"),
        "watch.no_action": N_("confirmed and did nothing; the desk was told"),
        "watch.exhausted": N_("every step was taken; the desk was told"),
    }
)
"""Why no further step follows a message."""

REPLIES: Mapping[str, str] = MappingProxyType(
    {
        "reply.unclear": N_("not understood"),
        "reply.ambiguous": N_("could be for several alerts"),
        "reply.refused": N_("was refused"),
        "reply.untaken": N_("the program could not take it; answer for the person on the board"),
        "reply.wrong_code": N_("figures that fit nothing"),
        "reply.locked": N_("wrong figures for an order, locked"),
        "reply.late": N_("came when all was answered"),
        "reply.stop": N_("wants no more messages"),
        "reply.unknown_sender": N_("number was sent nothing"),
    }
)
"""Why a reply waits for a person."""

LABELS: Mapping[str, str] = MappingProxyType(
    {**WORDS, **PLAN, **PHONES, **WATCHES, **REPLIES, **COMMANDS}
)
"""Everything that a page may have to name."""


def field_label(command: str, field: str) -> str:
    """The label of a field of a command, or of a place in it such as ``spoken.said_at``;
    untranslated. A place that has none is called by its name."""
    first, _, _ = field.partition(".")
    _, _, last = field.rpartition(".")
    for name in (field, last, first):
        for key, labels in (
            (f"{command}.{name}", FIELDS),
            (f"{command}.{name}", PARTS),
            (name, FIELDS),
            (name, COMMANDS),
            (name, PARTS),
        ):
            if label := labels.get(key):
                return label
    return field

"""A body for every path that takes one, as a program would send it: the plan's own names, and what
an incident numbers itself as it would after the first of its kind.

Times are those of the sample night; a time to come (``valid_until``) has to be put on.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

_SPOKEN = {
    "on_behalf_of": "vice_magistrate",
    "means": "telephone",
    "said_at": "2026-05-17T02:36:00+08:00",
}
"""A decision that the leader spoke on the telephone and the desk writes down."""
_PLAN = "0" * 64
"""Stands for the digest of a plan; ``tailings plan check`` prints that of the plan in force."""

EXAMPLES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        # -- a report, and what is known -------------------------------------------------------
        "ReportIncident": {
            "mode": "exercise",
            "place": "（演练）青石沟",
            "what": "（演练）尾矿库溃坝，两人失去联系",
            "occurred_at": "2026-05-17T02:19:00+08:00",
        },
        "AddReport": {"what": "坝下道路被淹", "source": "乡值班室"},
        "SetVerification": {"status": "part", "note": "现场人员电话证实"},
        "ChangeKind": {"kind": "dangerous_sign", "reason": "坝体未溃，渗水量增大"},
        "RecordClaim": {
            "measure": "missing",
            "value": 2,
            "source": "fire",
            "observed_at": "2026-05-17T02:25:00+08:00",
            "confidence": "credible",
            "basis": "on_scene",
        },
        "DoubtClaim": {"claim": "claim-1", "confidence": "doubtful", "reason": "同一人被报两次"},
        "AcceptLowering": {"reason": "名单核对后人数减少"},
        "ApproveFigures": {"figures": {"missing": 2}},
        "DismissReport": {"reason": "误报", "evidence": "现场查看无异常"},
        "ReopenReport": {"reason": "第二个来源证实溃坝"},
        # -- decisions -------------------------------------------------------------------------
        "Propose": {"action": "start", "level": 2},
        "Decline": {"decision": "start:2", "reason": "等待现场核实", "ask_for_more": True},
        "StartResponse": {"level": 2, "spoken": _SPOKEN},
        "RaiseLevel": {
            "level": 1,
            "spoken": {**_SPOKEN, "on_behalf_of": "general_commander"},
        },
        "LowerLevel": {
            "level": 2,
            "reason": "险情得到控制",
            "spoken": {**_SPOKEN, "on_behalf_of": "general_commander"},
        },
        "FormOnSite": {"place": "青石沟村委会", "spoken": _SPOKEN},
        "HandOverCommand": {"to": "市现场指挥部", "spoken": _SPOKEN},
        "TakeBackCommand": {"spoken": _SPOKEN},
        "TellOtherResponse": {
            "government": "市政府", "scale": "Ⅲ级", "status": "started", "told_by": "市政府值班室",
        },
        "ChangeGroups": {"add": ["moving"], "spoken": _SPOKEN},
        "ChangeGroup": {"group": "medical", "duties": "增设村口救护点"},
        "SetCondition": {"condition": "rescued", "status": "not_met"},
        "EndResponse": {"spoken": _SPOKEN},
        "ResumeResponse": {"level": 2, "reason": "坝体再次位移", "spoken": _SPOKEN},
        "BeginAftermath": {},
        "CloseIncident": {"spoken": _SPOKEN},
        "OrderWithdrawal": {"reason": "坝体位移加快"},
        "LiftWithdrawal": {"reason": "监测连续平稳", "spoken": _SPOKEN},
        "AnswerWithdrawal": {"number": 1, "answer": "out"},
        "AdoptPlan": {"plan": _PLAN, "reason": "修订后的预案已印发"},
        "SignOrder": {"order": "order-1", "sheet": "2026-051"},
        "RefuseSigning": {"order": "order-1", "reason": "级别与口述不符"},
        "SecondOverride": {"of": "override-1"},
        # -- tasks -----------------------------------------------------------------------------
        "OrderTask": {
            "group": "medical", "text": "在村口设救护点", "proof": "note",
            "verifier": "vice_magistrate",
        },
        "ReceiveTask": {"task": "onsite-form"},
        "ReceiveTasks": {"group": "general", "tasks": ["onsite-form", "groups-decide"]},
        "StartTask": {"task": "onsite-form"},
        "BlockTask": {"task": "onsite-form", "reason": "道路被淹"},
        "FinishTask": {"task": "onsite-form", "proof": "document", "evidence": "指挥部已成立"},
        "VerifyTask": {"task": "onsite-form"},
        "ReturnTask": {"task": "onsite-form", "reason": "文件未签字"},
        # -- reports upward and the record -----------------------------------------------------
        "TellReport": {
            "line": "government", "kind": "telephone_first", "number": "市政府值班室",
            "receiver": "值班员",
        },
        "StepReport": {"line": "government", "kind": "written_first", "step": "drafted"},
        "RecordInstruction": {
            "from_whom": "市应急管理局", "words": "全力搜救失联人员", "means": "telephone",
        },
        "AnswerInstruction": {"instruction": "instruction-1", "measure": "已增派两支队伍"},
        "RecordInquiry": {"from_whom": "市应急管理局", "question": "坝下有多少户"},
        "AnswerInquiry": {"inquiry": "inquiry-1", "answer": "正在逐户核对"},
        "RecordMovement": {"post": "vice_magistrate", "movement": "left"},
        "CheckIn": {"movement": "arrived"},
        "TellOutsider": {"entry": "police-110", "means": "telephone", "who": "接警员"},
        "AddNote": {"note": "道路已疏通"},
        "CorrectEntry": {"entry": 1, "correction": "村名应为青石沟上村", "reason": "听错"},
        "AnswerAlert": {"alert": "alert-1", "answer": "on_the_way"},
        # -- villages, warnings, messages --------------------------------------------------------
        "ReportVillage": {
            "village": "wutai-village-demo-1", "stage": "moving", "people_moved": 37,
            "means": "telephone",
        },
        "DraftWarning": {
            "villages": ["wutai-village-demo-1"],
            "colour": "red",
            "text": "上游尾矿库溃坝，泥流正在下泄",
            "what_to_do": "立即向两侧高处转移",
            "valid_until": "2026-05-17T14:00:00+08:00",
            "ready_correction": "前一条预警不实，请勿转移",
        },
        "ApproveWarning": {
            "warning": "warning-1", "version": 1, "mode": "real", "village_count": 1,
        },
        "RecordWarningReceipt": {
            "warning": "warning-1", "platform": "gong", "outcome": "played",
            "village": "wutai-village-demo-1",
        },
        "CorrectWarning": {"warning": "warning-1", "correction": "false_alarm"},
        "SendNotice": {"groups": ["medical"], "words": "请到青石沟村委会集合"},
        "CorrectNotice": {"entry": 1, "correction": "false_alarm", "words": "前一条通知不实"},
        # -- the duty desk and the telephone list --------------------------------------------------
        "LogEntry": {
            "kind": "call",
            "from_whom": "（演练）青石沟企业调度室",
            "words": "坝脚渗水点变浑，水量增大，当班 6 人已撤离坝面",
            "received_at": "2026-05-17T02:28:00+08:00",
            "recording": "0601-31",
        },
        "PromoteEntry": {
            "kind": "dangerous_sign",
            "place": "（演练）青石沟",
            "occurred_at": "2026-05-17T02:19:00+08:00",
        },
        "CallResult": {"result": "answered", "note": "马上出发"},
    }
)  # fmt: skip
"""By the name of the command or message."""

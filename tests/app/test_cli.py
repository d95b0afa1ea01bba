"""The command line as a user types it."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.called import called
from app.cli import main
from app.compose import compose
from app.plan_folders import PLANS
from runtime.answering import Answering
from runtime.clock import SystemClock
from runtime.database import Database
from runtime.folder import DataFolder, database_url_of
from runtime.refusal import REASONS
from runtime.settings import Settings, default_folder
from tests.incident.bench import wutai
from tests.web.conftest import OFFICER
from web.access import of_session, person_of_token, use_link

CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder in which the program has run once."""
    compose(Settings(data=tmp_path / "data")).close()
    return tmp_path / "data"


@contextmanager
def opened(folder: Path) -> Iterator[Database]:
    database = Database.open(database_url_of(folder))
    yield database
    database.close()


def person_of(folder: Path, token: str) -> str | None:
    with opened(folder) as database, database.read() as connection:
        return person_of_token(connection, token)


def run(*words: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, list(words), input=stdin)


def test_assess_reads_standard_input_and_prints_the_four_keys() -> None:
    result = run("assess", "-", stdin='{"dead": 1, "missing": 3, "trapped": null}')
    told = json.loads(result.stdout)
    assert result.exit_code == 0
    assert list(told) == ["grade", "response_level", "reasons", "missing_facts"]
    assert (told["grade"], told["response_level"]) == ("ordinary", 1)
    assert {tuple(reason) for reason in told["reasons"]} == {("clause", "text", "fact")}
    assert "seriously_injured" in told["missing_facts"]


def test_assess_gives_exactly_the_criteria_that_are_met_in_the_plans_words() -> None:
    told = json.loads(run("assess", "-", stdin='{"missing": 3}').stdout)
    assert told["reasons"] == [
        {"clause": "A4.I(2)", "text": "造成3人以上涉险、被困、失联", "fact": "missing"}
    ]
    told = json.loads(run("--lang", "en", "assess", "-", stdin='{"missing": 3}').stdout)
    assert told["reasons"][0]["text"] == "3 persons or more at risk, trapped or missing"


def test_assess_takes_a_plan_by_its_id_or_its_folder() -> None:
    by_id = run("assess", "-", "--plan", "wutai-2024", stdin='{"dead": 3}')
    by_folder = run("assess", "-", "--plan", str(PLANS / "wutai-2024"), stdin='{"dead": 3}')
    assert by_id.exit_code == by_folder.exit_code == 0
    assert by_id.stdout == by_folder.stdout
    assert json.loads(by_id.stdout)["grade"] == "relatively_serious"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"dead": 1', "invalid"),
        (b'[{"dead": 1}]', "invalid"),
        (b'{"dead": 1, "dead": 2}', "duplicate"),
        (b'{"dead": NaN}', "invalid"),
        ('{"dead": 1} 死亡'.encode("gbk"), "encoding"),
        (b'{"dead": 1}'.decode().encode("utf-16"), "encoding"),
        (None, "missing"),
    ],
)
def test_assess_says_what_is_wrong_with_a_file(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    file = tmp_path / "facts.json"
    if content is not None:
        file.write_bytes(content)
    result = run("assess", str(file))
    assert result.exit_code == 2
    assert result.stdout == ""
    chinese, english = result.stderr.splitlines()
    assert ("dead" if said == "duplicate" else "facts.json") in chinese
    assert REASONS[said].sentence in english
    assert CHINESE.search(chinese)


def test_assess_passes_over_a_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "facts.json"
    file.write_text('{"dead": 1}', encoding="utf-8-sig")
    assert json.loads(run("assess", str(file)).stdout)["grade"] == "ordinary"


def test_assess_reads_a_file_under_another_plan(tmp_path: Path) -> None:
    facts = tmp_path / "事实.json"
    facts.write_text("{}", encoding="utf-8")
    plan = Path(__file__).resolve().parents[1] / "plans" / "lanshan-2030"
    told = json.loads(run("assess", str(facts), "--plan", str(plan)).stdout)
    assert (told["grade"], told["response_level"], told["reasons"]) == (None, None, [])


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ('{"dead": -1}', "dead"),
        ('{"dead": true}', "dead"),
        ('{"trapped": 2.0}', "trapped"),
        ('{"at_risk": "3"}', "at_risk"),
        ('{"direct_loss_cny": -0.5}', "direct_loss_cny"),
        ('{"beyond_capability": 1}', "beyond_capability"),
        ('{"unheard_of": 1}', "unheard_of"),
    ],
)
def test_assess_names_the_field_it_cannot_take(text: str, field: str) -> None:
    result = run("assess", "-", stdin=text)
    assert result.exit_code == 2
    lines = result.stderr.splitlines()
    assert len(lines) == 2
    assert all(field in line for line in lines)
    assert lines[0] != lines[1]


@pytest.mark.parametrize("words", [("check",), ("show",), ("coverage",), ("diagram",)])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_plan_commands_speak_both_languages(words: tuple[str, ...], lang: str) -> None:
    result = run("--lang", lang, "plan", *words)
    assert result.exit_code == 0, result.output
    assert len(result.stdout) > 500


@pytest.mark.parametrize(
    ("command", "keys"),
    [
        ("check", {"plan", "digest", "blocking", "findings", "unfilled"}),
        ("show", {"document", "authority", "criteria", "tasks"}),
        ("coverage", {"carried", "finding", "beyond", "items", "broken"}),
    ],
)
def test_plan_commands_print_json(command: str, keys: set[str]) -> None:
    result = run("plan", command, "wutai-2024", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout).keys() >= keys


def test_the_plan_lists_the_duties_of_ordinary_days_and_the_steps_of_a_warning() -> None:
    told = run("--lang", "en", "plan", "show", "wutai-2024").stdout
    steps, _, rest = told.partition("Steps of a warning\n")[2].partition("Duties of ordinary days")
    duties = rest.partition("Findings about the document")[0]
    bureau = "County Emergency Management Bureau"
    assert f"  Publish the warning in time: {bureau}  §4.2\n" in steps
    assert len(steps.split("§4.2\n")) == 9 + 1
    assert f"  Set measures against the risks: {bureau} (every 365 days, local)  §3\n" in duties
    assert duties.count("  §3\n") == 4
    assert duties.count("  §4.1\n") == 3
    assert f"closely: {bureau} (every day, local)  §4.1\n" in duties
    leader = "Leader of the county responsible for the tailings dam"
    statute = next(s for s in wutai().plan.statutes if s.id == "notice-13-2024")
    assert f"every two months: {leader} (every 60 days)  {statute.title.en}" in duties
    assert f"Revise the plan when a case for revision arises: {bureau}  §8.1\n" in duties


def test_the_plan_says_of_a_time_that_it_is_the_county_s_own() -> None:
    told = run("--lang", "en", "plan", "show", "wutai-2024").stdout
    call = "    - Call every deputy commander to the scene at once (within 10 min, local time)"
    assert f"{call}  §5.3.1(1)\n" in told
    assert "An instruction of a superior (within 60 min, local time)\n" in told
    assert "(proposed-to-commander) (within 30 min, local time)  §5.3.1\n" in told
    assert " (within 240 min)  [local]\n" in told, "the whole task is local: one mark is enough"
    chinese = run("plan", "show", "wutai-2024").stdout
    assert "    - 通知各副指挥长立即赶赴现场 (10分钟内, 本地时限)  §5.3.1(1)\n" in chinese
    plan = json.loads(run("plan", "show", "wutai-2024", "--json").stdout)
    (task,) = [task for task in plan["tasks"] if task["id"] == "call-deputies"]
    assert (task["target_min"], task["target_local"]) == (10, True)
    assert plan["reporting"]["answers_local"] is True


def test_the_coverage_names_what_carries_a_clause_and_why_others_are_not_carried() -> None:
    told = run("--lang", "en", "plan", "coverage", "wutai-2024").stdout
    carried = (
        "1.4                          carried\n"
        "  data of the plan  criteria.grades\n"
        "  modules           incident.rules\n"
        "  tests             tests/playbooks/test_wutai_chapters.py::test_chapter_1\n"
        "                    tests/stories/test_wutai_levels.py::test_each_grade_begins_"
    )
    assert carried in told
    assert "finding\n  finding           statute-wrong-title: §1.3 cites" in told
    assert "beyond software\n  why               States the purpose;" in told
    chinese = run("plan", "coverage", "wutai-2024").stdout
    assert "  预案数据          criteria.grades\n  模块              incident.rules\n" in chinese


def test_the_coverage_as_json_has_the_same_for_programs() -> None:
    told = json.loads(run("plan", "coverage", "wutai-2024", "--json").stdout)
    items = {item["item"]: item for item in told["items"]}
    assert items["1.5"]["how"] == "carried"
    assert items["1.5"]["data"] == ["document.jurisdiction"]
    assert items["1.5"]["code"] == ["incident.decide", "incident.plans"]
    assert items["1.5"]["tests"][0] == "tests/playbooks/test_wutai_chapters.py::test_chapter_1"
    assert items["1.3"]["finding"]["id"] == "statute-wrong-title"
    assert items["1.3"]["finding"]["remedy"]["zh"]
    assert items["1.1"]["why"]["en"] == "States the purpose; there is nothing to carry out."
    assert told["broken"] == []


def test_the_diagram_is_mermaid_and_as_json_the_rows_it_is_drawn_from() -> None:
    assert run("plan", "diagram").stdout.startswith("stateDiagram")
    assert json.loads(run("plan", "diagram", "--json").stdout)


def test_the_language_can_come_from_the_environment() -> None:
    english = CliRunner().invoke(main, ["plan", "show"], env={"TAILINGS_LANG": "en"}).stdout
    assert english == run("--lang", "en", "plan", "show").stdout
    assert english != run("plan", "show").stdout


def test_a_broken_plan_is_refused_with_file_and_line(tmp_path: Path) -> None:
    shutil.copytree(PLANS / "wutai-2024", tmp_path / "mine")
    file = tmp_path / "mine" / "document.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "\nmistyped: 1\n", encoding="utf-8")
    line = len(file.read_text(encoding="utf-8").splitlines())
    for command in ("check", "show", "coverage", "diagram"):
        result = run("plan", command, str(tmp_path / "mine"))
        assert result.exit_code == 2
        assert all(f"document.yaml:{line}" in said for said in result.stderr.splitlines())


def test_an_unknown_plan_names_those_there_are() -> None:
    result = run("plan", "show", "nowhere-1999")
    assert result.exit_code == 2
    assert "wutai-2024" in result.stderr


def test_an_authority_that_nobody_fills_is_found(tmp_path: Path) -> None:
    from registry.load import SAMPLE

    for file in SAMPLE.glob("*.yaml"):
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [x for x in lines if "{post: general_commander" not in x]
        (tmp_path / file.name).write_text("".join(kept), encoding="utf-8")
    result = run("plan", "check", "--county", str(tmp_path))
    assert result.exit_code == 1
    assert "总指挥" in result.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("log", "verify"),
        ("log", "export", "inc-1"),
        ("token", "create", "desk", "--person", OFFICER),
        ("token", "revoke", "desk"),
        ("link", OFFICER),
        ("session", "list", OFFICER),
        ("session", "end", OFFICER),
    ],
)
def test_a_folder_without_a_database_is_said(tmp_path: Path, words: tuple[str, ...]) -> None:
    result = run("--data", str(tmp_path), *words)
    assert result.exit_code == 2
    chinese, english = result.stderr.splitlines()
    assert "TAILINGS_DATA" in chinese
    assert "TAILINGS_DATA" in english
    assert list(tmp_path.iterdir()) == []


def test_a_token_is_shown_once_and_ends_when_revoked(folder: Path) -> None:
    made = run("--data", str(folder), "token", "create", "desk", "--person", OFFICER)
    token = made.stdout.strip()
    assert made.exit_code == 0
    assert person_of(folder, token) == OFFICER
    assert token.encode("ascii") not in (folder / "tailings.db").read_bytes()
    assert run("--data", str(folder), "token", "revoke", "desk").exit_code == 0
    assert person_of(folder, token) is None


def test_a_lost_phone_is_signed_out_from_the_command_line(folder: Path) -> None:
    secret = run("--data", str(folder), "link", OFFICER).stdout.strip().rpartition("/enter/")[2]
    now = SystemClock().now()
    with opened(folder) as database, database.write() as connection:
        session = use_link(connection, secret, now)
    assert run("--data", str(folder), "session", "list", OFFICER).stdout.count("手机或电脑") == 1
    ended = run("--data", str(folder), "session", "end", OFFICER)
    assert (ended.exit_code, "已结束 1 个" in ended.stdout) == (0, True)
    with opened(folder) as database, database.read() as connection:
        assert of_session(connection, session, now) is None
    assert "未在任何设备上登录" in run("--data", str(folder), "session", "list", OFFICER).stdout


def test_a_link_signs_in_the_person_at_the_address_of_the_installation(folder: Path) -> None:
    result = run("--data", str(folder), "link", OFFICER)
    base, _, secret = result.stdout.strip().rpartition("/enter/")
    assert base == "http://127.0.0.1:8000"
    with opened(folder) as database, database.write() as connection:
        now = SystemClock().now()
        session = use_link(connection, secret, now)
        signed = of_session(connection, session, now)
    assert signed is not None
    assert (signed.person, signed.wall) == (OFFICER, False)
    away = CliRunner().invoke(
        main,
        ["--data", str(folder), "link", OFFICER],
        env={"TAILINGS_BASE_URL": "https://county.example"},
    )
    assert away.stdout.startswith("https://county.example/enter/")


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "没有程序在使用这个数据文件夹"), ("en", "The program does not run")]
)
def test_a_link_says_so_where_no_program_runs_to_open_it(
    folder: Path, lang: str, said: str
) -> None:
    (folder / "address").write_text(
        "http://127.0.0.1:9999\n127.0.0.1 9999\n"
    )  # left by one that was killed
    result = run("--data", str(folder), "--lang", lang, "link", OFFICER)
    assert result.exit_code == 0
    assert result.stdout.startswith("http://127.0.0.1:8000/enter/")
    assert said in result.stderr


def test_a_link_leads_to_the_program_that_runs_on_the_folder(folder: Path) -> None:
    opened = DataFolder.open(folder)
    starting = run("--data", str(folder), "link", OFFICER)
    opened.answers_at(Answering("http://127.0.0.1:8107", "127.0.0.1", 8107))
    ready = run("--data", str(folder), "link", OFFICER)
    opened.close()
    assert starting.stdout.startswith("http://127.0.0.1:8000/enter/")
    assert ready.stdout.startswith("http://127.0.0.1:8107/enter/")
    assert ready.stderr == ""


def test_a_command_is_told_as_it_can_be_typed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "argv", [".venv/bin/tailings", "serve"])
    own = default_folder().absolute()
    assert called("link", "PERSON", data=own) == ".venv/bin/tailings link PERSON"
    told = called("link", "人员标识", data=Path("/data/值班 数据"))
    assert told == ".venv/bin/tailings link 人员标识 --data '/data/值班 数据'"
    installed = tmp_path / "bin" / "tailings"
    installed.parent.mkdir()
    installed.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(installed.parent))
    monkeypatch.setattr(sys, "argv", [str(installed), "serve"])
    assert called("link", "PERSON", data=own) == "tailings link PERSON"


@pytest.mark.parametrize(
    "words",
    [
        ("link", "nobody"),
        ("token", "create", "desk", "--person", "nobody"),
        ("session", "list", "nobody"),
        ("session", "end", "nobody"),
    ],
)
def test_nobody_gets_no_access(folder: Path, words: tuple[str, ...]) -> None:
    result = run("--data", str(folder), *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 2
    assert "nobody" in result.stderr


def test_a_name_that_no_token_has_is_said(folder: Path) -> None:
    result = run("--data", str(folder), "token", "revoke", "mistyped")
    assert result.exit_code == 2
    assert "mistyped" in result.stderr

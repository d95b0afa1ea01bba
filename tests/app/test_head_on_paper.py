"""From the printed sheet back to the log: the way that the page on verifying tells."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from starlette.testclient import TestClient

from app.anchor_given import anchor_given
from app.cli import main
from app.show_log import ANCHORED
from app.web import services_of
from incident import commands as c
from runtime.language import LANGS, Lang, translate
from tests.stories.program import Night, night
from web.access import issue_link
from web.app import create_app

HOST = "http://testserver"
PAGE = Path(__file__).resolve().parents[2] / "docs/howto/verify-a-log.md"
FOOT = re.compile(r'<code class="head">([^<]+)</code>')


def browser(duty: Night) -> TestClient:
    """A browser in which the duty officer is signed in."""
    program = duty.program
    with program.database.write() as connection:
        link = issue_link(connection, duty.holder("duty_officer"), duty.clock.now())
    app = create_app(services_of(program))
    client = TestClient(app, base_url=HOST, headers={"origin": HOST})
    assert client.post(f"/enter/{link}", follow_redirects=False).status_code == 303
    return client


def sheet(duty: Night, lang: str = "en") -> str:
    """The sheet of the only verbal order."""
    (order,) = duty.state.orders
    return browser(duty).get(f"/incidents/{duty.incident}/orders/{order}/print?lang={lang}").text


def started(duty: Night) -> None:
    """A response started by telephone."""
    duty.report()
    command = c.StartResponse(level=2, spoken=duty.said("vice_magistrate"))
    duty.put(command, "duty_officer")


def head_on(paper: str) -> str:
    """What somebody reads off the sheet and types in."""
    (head,) = FOOT.findall(paper)
    return str(head)


def verify(folder: Path, incident: str, head: str) -> Result:
    words = ["--data", str(folder), "--lang", "en", "log", "verify", incident, "--anchor", head]
    return CliRunner().invoke(main, words)


def test_the_head_on_the_sheet_is_the_logs_and_is_trusted(tmp_path: Path) -> None:
    with night(tmp_path) as duty:
        started(duty)
        paper, seq, incident = sheet(duty), duty.state.seq, duty.incident
        duty.put(c.AddNote(note="later"), "duty_officer")
    (tmp_path / "anchors.jsonl").unlink()
    head = head_on(paper)
    assert re.fullmatch(rf"{seq}: ([0-9a-f]{{4}} ){{15}}[0-9a-f]{{4}}", head)
    result = verify(tmp_path, incident, head)
    assert result.exit_code == 0
    assert f"Trusted head: entry {seq}, kept in given" in result.stdout


def test_a_log_changed_since_the_sheet_was_printed_is_found(tmp_path: Path) -> None:
    with night(tmp_path) as duty:
        started(duty)
        head, seq, incident = head_on(sheet(duty)), duty.state.seq, duty.incident
    (tmp_path / "anchors.jsonl").unlink()
    last = "f" if head[-1] == "0" else "0"
    mistyped = verify(tmp_path, incident, head[:-1] + last)
    assert mistyped.exit_code == 1
    assert f"entry {seq}: the chain is not the one of the head kept at given" in mistyped.stdout
    with closing(sqlite3.connect(tmp_path / "tailings.db")) as database, database:
        database.execute("DROP TRIGGER event_no_delete")
        database.execute("DELETE FROM event WHERE seq = ?", (seq,))
        database.execute(
            "UPDATE incident SET seq = seq - 1, hash = "
            "(SELECT hash FROM event ORDER BY seq DESC LIMIT 1)"
        )
    cut = verify(tmp_path, incident, head)
    assert cut.exit_code == 1
    assert f"the log ends here; the head kept at given has entry {seq}" in cut.stdout


@pytest.mark.parametrize("lang", LANGS)
def test_the_foot_says_what_it_is_and_of_when(tmp_path: Path, lang: Lang) -> None:
    word = translate("Check of the log ({incident}, {time}):", lang).partition("{")[0]
    with night(tmp_path) as duty:
        started(duty)
        foot = sheet(duty, lang).partition("</table>")[2]
        assert word in foot
        assert duty.incident in foot
        assert "2026-05-17 02:28" in foot
        assert head_on(foot)


def test_the_page_shows_the_head_as_it_is_printed_and_as_it_is_typed() -> None:
    text = PAGE.read_text(encoding="utf-8")
    shown = re.findall(r"5: ?[0-9a-f]{4}[0-9a-f ]{59,76}[0-9a-f]", text)
    assert len(shown) == 3, "as log verify shows it, as on the sheet, as typed"
    assert len({tuple(anchor_given("inc", typed)) for typed in shown}) == 1
    example = ANCHORED.strip().format(seq=5, source="given", at="—").partition(" at ")[0]
    assert f"`{example}`" in text

"""docs/reference/settings.md: every environment variable that the program reads."""

from __future__ import annotations

from collections.abc import Mapping

from app.reference.shapes import table
from runtime.settings import SECRETS, TWILIO, VARIABLES, Settings

MEANINGS: Mapping[str, str] = {
    "data": "Data folder. Without it, the user's own data folder for `tailings`.",
    "database_url": "`postgresql://…`, or `sqlite:///…`. Without it, SQLite in the data folder.",
    "host": "Address to listen on.",
    "port": "Port to listen on.",
    "base_url": "Address at which people and providers reach the program, such as that of a proxy.",
    "proxy": "Where a proxy in front asks from, as addresses or networks: its word is taken for "
    "who its clients are (`X-Forwarded-For`), whose failed tries are counted.",
    "lang": "First language of messages: `zh` or `en`.",
    "plans": "Folder of the county's own plans, one folder each, beside those that come with it.",
    "channels": "File of [channels](channels.md). Without it, `channels.yaml` in the data folder, "
    "if it is there.",
    "files_mib": "MiB that the files of all incidents together may take; one more is refused. The "
    "program's own choice, like the days below.",
    "files_days": "Days after which a file that nothing names is removed: once a day, and by "
    "`tailings files sweep`. Never before 7.",
    "selftest_days": "Days after which a way to somebody is due for a test again. 30 is the "
    "program's own choice and comes from no clause; a county sets its own rule here.",
    "selftest_auto": "Time of the day, `08:00` to `18:00` in the plan's zone, at which ways "
    "that are due are tested by themselves, as on `/duty/reach`. Once a day at most; up to two "
    "hours late where the program stood still; put off while a real incident is open. Without it, "
    "only people start tests.",
    "master_key": "32 bytes that unlock personal data, as 64 hexadecimal digits or base64. "
    "Without it, `master.key` in the data folder, made at first use.",
    "twilio_account_sid": "Account with Twilio.",
    "twilio_auth_token": "Token of that account.",
    "twilio_from_number": "Number or sender that messages come from.",
    "twilio_base_url": "Another address in place of Twilio's, such as a test server.",
}
"""What each setting is for. A setting without a row here stops the generation."""


def render() -> str:
    """The table of settings."""
    rows = []
    for name, variable in VARIABLES.items():
        default = Settings.model_fields[name].get_default()
        rows.append(
            (
                f"`{variable}`",
                MEANINGS[name],
                f"`{default}`" if isinstance(default, int | str) else "—",
                f"`{variable}_FILE`" if name in SECRETS else "—",
            )
        )
    together = ", ".join(f"`{VARIABLES[name]}`" for name in TWILIO)
    head = ("variable", "what it is", "default", "may come from a file named by")
    return f"{table(head, rows)}\n\nAll of these or none: {together}."

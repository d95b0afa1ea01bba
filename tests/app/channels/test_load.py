"""The file of channels: the example loads, and every mistake is told at its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.channels.load import Configured, configured, load_channels
from app.channels.region import named, region
from app.channels.schema import CHANNELS, GROUPS
from runtime.refusal import Refused
from runtime.settings import Settings
from runtime.yamlproblems import FilesRefused

EXAMPLE = Path(__file__).parents[3] / "docs" / "reference" / "channels-example.yaml"
FEISHU = {"FEISHU_TOKEN": "t", "FEISHU_SECRET": "s"}
ACCOUNT = "secret_id: i, secret_key_env: K, sdk_app_id: '1', signature: s"
SECRET = "a-secret-of-many-bytes"


def keep(folder: Path, name: str, content: str = SECRET, mode: int = 0o600) -> None:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(content, encoding="utf-8")
    path.chmod(mode)


def load(folder: Path, text: str, **env: str) -> Configured:
    (folder / "channels.yaml").write_text(text, encoding="utf-8")
    return load_channels(folder / "channels.yaml", env)


def refused(folder: Path, text: str, **env: str) -> str:
    with pytest.raises(FilesRefused) as told:
        load(folder, text, **env)
    assert told.value.code == "profile_broken"
    return "\n".join(problem.say("en") for problem in told.value.problems)


def test_the_example_loads_with_every_section(tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    for name in re.findall(r"_file: (\S+)", text):
        keep(tmp_path, name)
    found = load(tmp_path, text, **FEISHU)
    assert found.file.modems
    assert all(getattr(found.file, name) is not None for name in (*CHANNELS, *GROUPS))
    assert found.profile.profile == "china"
    assert found.needed("tencent", name="secret_key") == SECRET
    assert found.secret("modems", 0, name="pin") == SECRET
    assert found.needed("feishu", name="token") == "t"
    assert {name: str(price) for name, price in found.file.prices().items()} == {
        "modem": "0.1 CNY", "tencent": "0.045 CNY", "twilio": "0.05 USD",
    }  # fmt: skip


def test_no_secret_is_shown(tmp_path: Path) -> None:
    keep(tmp_path, "key")
    assert SECRET not in repr(load(tmp_path, "profile: china\nwecom: {key_file: key}\n"))


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
def test_a_secret_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    keep(tmp_path, "key", mode=mode)
    said = refused(tmp_path, "profile: china\nwecom:\n  key_file: key\n")
    assert said.startswith("channels.yaml:3 wecom.key_file:")
    assert "600" in said
    assert SECRET not in said


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        ("wecom: {}", "channels.yaml:2 wecom: one of key_file and key_env is needed"),
        ("wecom: {key_file: a, key_env: B}", "channels.yaml:2 wecom: only one of"),
        ("wecom: {key_file: nowhere}", "wecom.key_file: The file cannot be opened."),
        ("wecom: {key_env: NOT_SET}", "wecom.key_env: This environment variable is not set."),
        ("wecom: {key: in-the-file}", "wecom.key: This field is not known."),
        ("modems: [{port: a, price_per_part: 0.1}]", "modems[0].price_per_part"),
        ("modems: [{port: a, price_per_part: 0.1 元}]", "a price and its currency"),
        ("modems: [{port: a}, {port: b}]", "The name modem is taken."),
        ("modems: [{port: a, name: email}]", "The name email is taken."),
        ("ntfy: {url: push.example.org}", "ntfy.url: an address beginning with"),
        ("email: {host: h, sender: nobody}", "email: The sender is one address"),
        ("carrier_pigeon: {}", "carrier_pigeon: This field is not known."),
        (
            f"tencent: {{{ACCOUNT}, default: {{id: '1', fields: [a], text: '{{1}}{{2}}'}}}}",
            "tencent.default: The text has other gaps than there are fields: {1} to {1}.",
        ),
        (
            f"tencent: {{{ACCOUNT}, default: {{id: '1'}}, correction: {{id: '2'}}}}",
            "tencent: The template correction has to take the field text.",
        ),
        (
            f"tencent: {{{ACCOUNT}, default: {{id: '1'}}, reply: {{id: '2'}}}}",
            "tencent: The template reply has to take the field text.",
        ),
        (
            f"tencent: {{{ACCOUNT}, default: {{id: '1'}}, selftest: {{id: '2', text: 请到位}}}}",
            "tencent: The words of the template selftest begin and end with 测试 or TEST.",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, section: str, expected: str) -> None:
    assert expected in refused(tmp_path, f"profile: china\n{section}\n", K="k")


def test_an_empty_secret_is_refused(tmp_path: Path) -> None:
    keep(tmp_path, "key", "\n")
    assert "wecom.key_file" in refused(tmp_path, "profile: china\nwecom: {key_file: key}\n")


def test_a_short_webhook_secret_is_refused(tmp_path: Path) -> None:
    keep(tmp_path, "key", "short")
    said = refused(tmp_path, "profile: china\nwebhook:\n  url: http://h\n  secret_file: key\n")
    assert said == "channels.yaml:4 webhook.secret_file: The secret needs 16 bytes or more."


def test_a_profile_that_is_not_there(tmp_path: Path) -> None:
    assert "abroad, china" in refused(tmp_path, "profile: moon\n")


def test_a_profile_of_the_countys_own(tmp_path: Path) -> None:
    own = "profile: own\nkinds:\n  mobile: [second, modem]\n"
    (tmp_path / "own.yaml").write_text(own, encoding="utf-8")
    modems = "modems: [{port: a}, {name: second, port: b}]\n"
    found = load(tmp_path, f"profile: own.yaml\n{modems}")
    assert found.profile.kinds["mobile"] == ("second", "modem")
    said = refused(tmp_path, "profile: own.yaml\nmodems: [{port: a}]\n")
    assert said == "own.yaml:3 kinds.mobile[0]: There is no channel of this name."


def test_the_file_in_the_data_folder_is_found_and_one_that_is_named_goes_first(
    tmp_path: Path,
) -> None:
    data, other = tmp_path / "data", tmp_path / "other.yaml"
    data.mkdir()
    assert configured(Settings(data=data), {}) is None
    (data / "channels.yaml").write_text("profile: china\n", encoding="utf-8")
    other.write_text("profile: abroad\n", encoding="utf-8")
    in_folder = configured(Settings(data=data), {})
    named = configured(Settings(data=data, channels=other), {})
    assert in_folder is not None
    assert named is not None
    assert (in_folder.profile.profile, named.profile.profile) == ("china", "abroad")


def test_a_named_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FilesRefused):
        configured(Settings(data=tmp_path, channels=tmp_path / "none.yaml"), {})


def test_twilio_is_set_up_in_one_place_only(tmp_path: Path) -> None:
    part = "profile: abroad\ntwilio: {account_sid: a, auth_token_env: T, sender: s}\n"
    (tmp_path / "channels.yaml").write_text(part, encoding="utf-8")
    settings = Settings.model_validate(
        {
            "data": tmp_path,
            "twilio_account_sid": "a",
            "twilio_auth_token": "t",
            "twilio_from_number": "s",
        }
    )
    with pytest.raises(Refused) as told:
        configured(settings, {"T": "t"})
    assert told.value.field == "TWILIO_ACCOUNT_SID"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("profile: china\n", "CN"),
        ("profile: abroad\n", None),
        ("profile: abroad\nregion: CL\n", "CL"),
        ("profile: own.yaml\n", "PE"),
        ("profile: own.yaml\nregion: CL\n", "CL"),
    ],
)
def test_the_region_of_numbers_is_the_files_or_its_profiles(
    tmp_path: Path, text: str, expected: str | None
) -> None:
    own = "profile: own\nregion: PE\nkinds: {}\n"
    (tmp_path / "own.yaml").write_text(own, encoding="utf-8")
    assert named(load(tmp_path, text)) == expected
    assert region(Settings(data=tmp_path)) == (expected or "CN")


def test_a_region_that_is_none(tmp_path: Path) -> None:
    said = refused(tmp_path, "profile: abroad\nregion: Chile\n")
    assert (
        said
        == "channels.yaml:2 region: A region is two capital letters of ISO 3166, such as CN or CL."
    )

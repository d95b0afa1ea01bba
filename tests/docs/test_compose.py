"""docker-compose.yml follows the Compose specification, and gives only settings that exist."""

from __future__ import annotations

import copy
import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from runtime.settings import SECRETS, VARIABLES, read_settings

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = ROOT / "docker-compose.yml"
DOCKERFILE = ROOT / "deploy" / "Dockerfile"
OURS = {*VARIABLES.values(), *(f"{VARIABLES[name]}_FILE" for name in SECRETS)}
OTHERS = {
    "database": {"POSTGRES_DB", "POSTGRES_USER", "POSTGRES_PASSWORD_FILE"},
    "proxy": {"SITE_ADDRESS"},
}
"""Variables of programs that are not ours, by service."""


@pytest.fixture
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
    return loaded


def chosen(value: str) -> str:
    """A value as it is where the site sets no variable of its own."""
    return re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", value)


def specification() -> dict[str, Any]:
    """The schema of the Compose specification that check-jsonschema carries."""
    path = files("check_jsonschema") / "builtin_schemas" / "vendor" / "compose-spec.json"
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


def faults(document: dict[str, Any]) -> list[str]:
    schema = specification()
    validator = jsonschema.validators.validator_for(schema)(schema)
    return [error.message for error in validator.iter_errors(document)]


def unknown_variables(document: dict[str, Any]) -> list[str]:
    return [
        f"{name}: {variable}"
        for name, service in document["services"].items()
        for variable in service.get("environment", {})
        if variable not in OTHERS.get(name, OURS)
    ]


def undeclared(document: dict[str, Any]) -> list[str]:
    """Secrets, networks and named volumes that a service uses and nobody declares."""
    found: list[str] = []
    for service in document["services"].values():
        for kind in ("secrets", "networks"):
            found += [n for n in service.get(kind, []) if n not in document[kind]]
        named = [v.partition(":")[0] for v in service.get("volumes", [])]
        found += [v for v in named if not v.startswith(".") and v not in document["volumes"]]
    return found


def test_it_follows_the_specification(compose: dict[str, Any]) -> None:
    assert faults(compose) == []
    assert undeclared(compose) == []


@pytest.mark.parametrize(
    ("where", "value"), [("ports", "8000"), ("imagge", "x"), ("healthcheck", {"test": 1})]
)
def test_a_broken_file_is_found(compose: dict[str, Any], where: str, value: object) -> None:
    broken = copy.deepcopy(compose)
    broken["services"]["app"][where] = value
    assert faults(broken)


def test_every_variable_is_a_setting(compose: dict[str, Any]) -> None:
    assert unknown_variables(compose) == []
    compose["services"]["app"]["environment"]["TAILINGS_DATTA"] = "x"
    assert unknown_variables(compose) == ["app: TAILINGS_DATTA"]


def test_the_program_takes_the_values(compose: dict[str, Any], tmp_path: Path) -> None:
    given: dict[str, str] = dict(compose["services"]["app"]["environment"])
    given = {name: chosen(value) for name, value in given.items()}
    secrets = {"TAILINGS_MASTER_KEY_FILE": "ab" * 32, "DATABASE_URL_FILE": "postgresql://d/t"}
    for variable, content in secrets.items():
        path = tmp_path / variable
        path.write_text(content + "\n", encoding="utf-8")
        given[variable] = str(path)
    settings = read_settings(given)
    assert settings.database_url == "postgresql://d/t"
    assert settings.base_url == "https://localhost"
    assert settings.port == 8000
    (front,) = compose["networks"]["front"]["ipam"]["config"]
    assert settings.proxy == chosen(front["subnet"]), "who the proxy's clients are is its word"
    assert compose["services"]["proxy"]["networks"] == ["front"]


def test_secrets_come_from_files_and_the_database_is_inside(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert "ports" not in services["database"]
    assert "ports" not in services["app"]
    assert services["database"]["networks"] == ["inside"]
    assert compose["networks"]["inside"]["internal"] is True
    for service in services.values():
        for variable, value in service.get("environment", {}).items():
            secret = "PASSWORD" in variable or variable.removesuffix("_FILE") in {
                VARIABLES[name] for name in SECRETS
            }
            assert not secret or (variable.endswith("_FILE") and value.startswith("/run/secrets/"))
        assert "healthcheck" in service


def test_what_the_files_name_is_there(compose: dict[str, Any]) -> None:
    build = compose["services"]["app"]["build"]
    assert (ROOT / build["context"] / build["dockerfile"]) == DOCKERFILE
    assert (ROOT / "deploy" / "Caddyfile").is_file()
    command = compose["services"]["app"]["healthcheck"]["test"]
    assert (ROOT / command[2]).is_file()
    lines = DOCKERFILE.read_text(encoding="utf-8").splitlines()
    assert any("--require-hashes" in line for line in lines)
    assert lines.index("USER tailings") > max(
        number for number, line in enumerate(lines) if line.startswith("RUN")
    )


def test_the_image_gets_every_package_and_no_data() -> None:
    """Packages that the import contract knows are all let in; nothing is let in by a wildcard."""
    ignore = (ROOT / "deploy" / "Dockerfile.dockerignore").read_text(encoding="utf-8").split()
    allowed = {line.removeprefix("!") for line in ignore if line.startswith("!")}
    assert "*" in ignore
    packages = {p.parent.name for p in ROOT.glob("*/__init__.py")} - {"tests"}
    assert packages <= allowed
    assert all((ROOT / name).exists() for name in allowed)

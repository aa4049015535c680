"""The container image and compose file, as far as they can be looked at without a container engine."""

from __future__ import annotations

import fnmatch
import json
import re
import shlex
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
KNOWN = {"FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "EXPOSE", "HEALTHCHECK", "CMD"}

pytestmark = pytest.mark.no_database


def instructions() -> list[tuple[str, str]]:
    """The lines of the Dockerfile, joined and without remarks: what is done, and with what."""
    text = re.sub(r"^\s*#.*\n", "", (DEPLOY / "Dockerfile").read_text(), flags=re.M)
    lines = re.sub(r"\\\n\s*", " ", text).splitlines()
    return [
        (line.split(" ", 1)[0], line.split(" ", 1)[1].strip()) for line in lines if line.strip()
    ]


def said(what: str) -> list[str]:
    return [rest for name, rest in instructions() if name == what]


def compose() -> dict[str, Any]:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


def unit(name: str) -> Any:
    parser = ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(DEPLOY / name)
    return parser["Service"]


def ignored(path: str) -> bool:
    patterns = (ROOT / ".dockerignore").read_text().split()
    parts = [path, *(str(parent) for parent in Path(path).parents)]
    return any(
        fnmatch.fnmatch(part, pattern.removeprefix("**/"))
        or (pattern.startswith("**/") and fnmatch.fnmatch(Path(part).name, pattern[3:]))
        for pattern in patterns
        for part in parts
    )


def comes_along(path: str) -> bool:
    """True for what `COPY` may bring into the image."""
    return (ROOT / path).exists() and not ignored(path)


def test_the_dockerfile_holds_only_what_we_know() -> None:
    assert {name for name, _rest in instructions()} <= KNOWN
    for name, rest in instructions():
        if name == "CMD":
            assert json.loads(rest), "the form that hears a signal"
        if name == "RUN":
            assert "sudo" not in rest
            assert "apt-get install" not in rest or (
                "apt-get update" in rest and "--no-install-recommends" in rest
                and "rm -rf /var/lib/apt/lists/*" in rest
            )  # fmt: skip


def test_base_images_have_a_version() -> None:
    images = [rest.split()[0] for rest in said("FROM")]
    images += [
        service["image"] for name, service in compose()["services"].items() if name == "database"
    ]
    assert len(images) == 3
    assert all(re.search(r":\d+", image) for image in images)


def test_every_source_that_is_copied_is_there() -> None:
    for rest in said("COPY"):
        words = shlex.split(rest)
        if words[0].startswith("--from="):
            assert words[0] == "--from=front" and said("FROM")[0].endswith(" AS front")
            continue
        assert all(source == "." or comes_along(source) for source in words[:-1]), rest


@pytest.mark.parametrize(
    "path",
    [
        "run.py", "config.py", "gunicorn.conf.py", "scripts/vendor.py", "migrations/env.py", "templates/home.html",
        "app/kernel/papers/fonts.py", "app/translations/zh/LC_MESSAGES/messages.po", "NOTICE",
    ],
)  # fmt: skip
def test_what_the_image_needs_is_not_left_out(path: str) -> None:
    assert comes_along(path)


def test_no_secret_comes_into_the_image() -> None:
    env = [words for words in said("ENV") if re.search("PASSWORD|SECRET|KEY", words)]
    assert env == []
    for path in ("deploy/kedang.env", ".env", "var/kedang.db", "var/keys/session", ".git/config"):
        assert ignored(path), path


def test_the_image_runs_as_nobody_special_and_tells_that_it_is_well() -> None:
    assert said("USER") == ["kedang"] and "useradd --system" in " ".join(said("RUN"))
    names = [name for name, _rest in instructions()]
    assert names.index("USER") > max(at for at, name in enumerate(names) if name == "RUN")
    (port,) = said("EXPOSE")
    (health,) = said("HEALTHCHECK")
    assert f"127.0.0.1:{port}/healthz" in health
    settings = dict(pair.split("=", 1) for line in said("ENV") for pair in line.split())
    assert settings["DATA_DIR"] == said("VOLUME")[0] and settings["HOST"] == "0.0.0.0"
    assert f'_number("PORT", {port})' in (ROOT / "config.py").read_text()


def test_pg_dump_is_of_the_version_of_the_database() -> None:
    client = re.search(r"postgresql-client-(\d+)", " ".join(said("RUN")))
    assert client is not None
    assert compose()["services"]["database"]["image"] == f"postgres:{client[1]}"


def test_the_libraries_for_paper_are_those_that_setup_asks_for() -> None:
    asked = re.search(
        r"Printing needs two system libraries\" (.+)", (ROOT / "scripts/setup").read_text()
    )
    assert asked is not None
    assert set(asked[1].split()) <= set(" ".join(said("RUN")).split())


def test_compose_starts_what_systemd_starts() -> None:
    services = compose()["services"]
    ours = {name: service for name, service in services.items() if name != "database"}
    assert {service["image"] for service in ours.values()} == {"kedang"}
    (server,) = map(json.loads, said("CMD"))

    def plain(command: str) -> list[str]:
        first, *rest = shlex.split(command)
        return [Path(first).name, *rest]

    web, worker = unit("kedang-web.service"), unit("kedang-worker@.service")
    assert services["web"].get("command", server) == plain(web["ExecStart"])
    assert services["setup"]["command"] == plain(web["ExecStartPre"])
    assert services["worker"]["command"] == plain(worker["ExecStart"])
    assert services["setup"]["restart"] == "no"


def test_compose_hangs_together() -> None:
    told = compose()
    services, folder = told["services"], DEPLOY
    build = services["web"]["build"]
    assert (folder / build["context"] / build["dockerfile"]).is_file()
    example = dict(
        line.split("=", 1)
        for line in (DEPLOY / "kedang.env.example").read_text().splitlines()
        if line and not line.startswith("#")
    )
    assert "@database/" in example["DATABASE_URL"] and example["POSTGRES_USER"] == "kedang"
    for name, service in services.items():
        assert service["env_file"] == "kedang.env"
        for other, how in service.get("depends_on", {}).items():
            known = {"service_healthy": "healthcheck", "service_completed_successfully": "command"}
            assert known[how["condition"]] in services[other], (name, other)
        for volume in service.get("volumes", []):
            assert volume.split(":")[0] in told["volumes"], volume
    published = services["web"]["ports"]
    assert all(port.startswith("127.0.0.1:") for port in published), "a proxy stands in front"
    assert services["worker"]["deploy"]["replicas"] == 2

"""The files of `deploy/`: settings and commands exist, the unit runs, dashboard and rules name metrics that exist."""

from __future__ import annotations

import asyncio
import configparser
import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml
from msgspec.structs import fields

from bot.app.editing.staff import page_address
from bot.app.runtime.watchdog import EXIT_AFTER, WARN_AFTER
from bot.cli.main import COMMANDS, CONFIG_STATUS
from bot.cli.publish import staff_page
from bot.helpdesk.model.errors import AlertKind
from bot.helpdesk.model.store import Delivery, Ledger
from bot.metrics import Metrics
from bot.settings import Settings, TelegramSettings, load_settings
from bot.settings.load import unknown_variables
from telegram_simulator.server import BotApiServer
from tests.command import typed
from tests.databases import new_sqlite
from tests.faults.processes import Caddy
from tests.ports import free_port
from tests.shipped import CACHE, FOLDER, ROOT, SMALL, SMALL_CACHE, shipped_index, small_index
from tests.tables import each_line

DEPLOY = ROOT / "deploy"
NAMES = {name for names in COMMANDS.values() for name in names}
PAGES = {"/livez", "/readyz", "/healthz", "/metrics"}
TELEGRAMS_LIMIT = TelegramSettings().messages_per_second
AS_UNIT = """import ctypes, os, sys
ctypes.CDLL(None).prctl(65, 1, 0, 0, 0)
os.execv(sys.executable, [sys.executable, "-m", "bot", *sys.argv[1:]])
"""
"""Starts the program without memory that is written and run (PR_SET_MDWE, which MemoryDenyWriteExecute stands for)."""
HIDDEN = {
    "DOMAIN": "bot.contoh.go.id",
    "STAFF_DOMAIN": "staf.contoh.go.id",
    "DB_PASSWORD": "a1b2",
    "WEBHOOK_SECRET": "rahasia_yang-cukup-panjang",
}
"""What the compose file takes from `.env`."""


class Unit(configparser.RawConfigParser):
    """A unit of systemd: keys keep their case, and one that is written again adds a value."""

    def __init__(self, text: str) -> None:
        super().__init__(strict=False, interpolation=None, comment_prefixes=("#",), delimiters=("=",))
        self.environment = dict(re.findall(r"^Environment=(\w+)=(.*)$", text, re.MULTILINE))
        self.read_string(text)

    def optionxform(self, option: str) -> str:
        return option


@pytest.fixture(scope="module")
def unit() -> Unit:
    return Unit((DEPLOY / "tanya-pimpasa.service").read_text("utf-8"))


def settings_of(service: dict[str, str], folder: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Read a container's variables as the program does, with the image's own and those from `.env`."""
    variables = dict(re.findall(r"^ENV (BOT_\w+)=(\S+)$", (DEPLOY / "Containerfile").read_text("utf-8"), re.MULTILINE))
    variables |= {key: re.sub(r"\$\{(\w+)\}", lambda found: HIDDEN[found[1]], one) for key, one in service.items()}
    assert unknown_variables(variables) == ""
    (folder / "config.yaml").write_text("{}", "utf-8")
    for name in [name for name in os.environ if name.startswith("BOT_")]:
        monkeypatch.delenv(name)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return load_settings(str(folder / "config.yaml"))


def test_the_unit_agrees_with_what_the_program_does(unit: Unit) -> None:
    service = unit["Service"]
    assert service["Type"] == "notify"
    assert int(service["RestartPreventExitStatus"]) == CONFIG_STATUS
    assert WARN_AFTER < int(service["WatchdogSec"]) < EXIT_AFTER
    assert unknown_variables(unit.environment) == ""
    program, command = shlex.split(service["ExecStart"])
    assert (Path(program).name, command in NAMES) == ("tanya-pimpasa", True)
    assert (service["ProtectSystem"], service["NoNewPrivileges"]) == ("strict", "yes")


def test_what_installs_the_unit_is_shown_before_it_is_done(tmp_path: Path) -> None:
    """What it does was tried by hand: it needs root, and a systemd that runs."""
    (tmp_path / "config.yaml").touch()
    done = typed("install-service", "--print", "--config", str(tmp_path / "config.yaml"))
    script, unit = ((DEPLOY / name).read_text("utf-8") for name in ("install-service.sh", "tanya-pimpasa.service"))
    called, shown = done.out.split("\n", 1)
    assert (done.status, shown) == (0, f"{script}\n{unit}\n")
    words = shlex.split(called.removeprefix("# "))
    assert (words[0], words[3]) == ("sh", str(tmp_path))
    subprocess.run(["sh", "-n", words[1]], check=True)
    assert set(re.findall(r"BOT_CONFIG=(\S+)", script + unit)) == {"/var/lib/tanya-pimpasa/config.yaml"}


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed (apt install systemd)")
def test_systemd_itself_finds_no_fault_in_the_unit(unit: Unit, tmp_path: Path) -> None:
    program = shlex.split(unit["Service"]["ExecStart"])[0]
    copy = tmp_path / "tanya-pimpasa.service"
    copy.write_text((DEPLOY / copy.name).read_text("utf-8").replace(program, sys.executable), "utf-8")
    for line in (["verify", "--man=no"], ["security", "--offline=true", "--no-pager", "--threshold=20"]):
        done = subprocess.run(["systemd-analyze", *line, str(copy)], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout


@pytest.fixture
def supervised(tmp_path: Path) -> Iterator[socket.socket]:
    """Listen for its service's notifications, as systemd does."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.settimeout(60)
        yield listening


async def test_the_units_command_tells_systemd_that_it_is_ready(
    unit: Unit, supervised: socket.socket, tmp_path: Path
) -> None:
    """Run as the unit says: settings by a variable, they name the token, the state directory is the place to be."""
    shipped_index()
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    async with BotApiServer() as server:
        (tmp_path / "token").write_text(f"{server.token}\n")
        telegram = {"base_url": server.base_url, "token_file": f"{tmp_path}/token"}
        config = {"telegram": telegram, "faq": str(FOLDER), "cache": str(CACHE)}
        (tmp_path / "config.yaml").write_text(json.dumps(config))
        environment = {"BOT_CONFIG": f"{tmp_path}/config.yaml", "NOTIFY_SOCKET": f"{tmp_path}/notify"}
        environment["MALLOC_ARENA_MAX"] = "1"
        assert environment.keys() > unit.environment.keys()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", AS_UNIT, *shlex.split(unit["Service"]["ExecStart"])[1:]),
            cwd=state,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment},
            stderr=subprocess.PIPE,
        )
        try:
            words = []
            while "WATCHDOG=1" not in words:
                words.append(await _word(supervised))
            process.send_signal(signal.SIGTERM)
            while "STOPPING=1" not in words:
                words.append(await _word(supervised))
            _, said = await asyncio.wait_for(process.communicate(), 20)
        finally:
            with suppress(ProcessLookupError):
                process.kill()
    assert [words[0], words[-1], process.returncode] == ["READY=1", "STOPPING=1", 0], said
    assert sorted(path.name for path in state.iterdir()) == ["data"]


async def _word(supervised: socket.socket) -> str:
    return (await asyncio.to_thread(supervised.recv, 100)).decode()


def test_the_image_is_built_of_files_that_are_there_and_runs_as_nobody() -> None:
    text = (DEPLOY / "Containerfile").read_text("utf-8")
    variables = dict(re.findall(r"^ENV (BOT_\w+)=(\S+)$", text, re.MULTILINE))
    variables |= dict(re.findall(r"(BOT_\w+)=(\S+)", text))
    assert unknown_variables(variables) == ""
    copied = [words.split()[:-1] for words in re.findall(r"^COPY (?!.*--from)(.+)$", text, re.MULTILINE)]
    assert [name for names in copied for name in names if not (ROOT / name).exists()] == []
    assert re.findall(r"^USER (\d+):(\d+)$", text, re.MULTILINE) == [("10001", "10001")]
    check = json.loads(re.findall(r"^HEALTHCHECK .*CMD (\[.*\])$", text, re.MULTILINE)[0])
    port = variables["BOT_HEALTH__LISTEN"].rpartition(":")[2]
    compile(check[2], "HEALTHCHECK", "exec")
    assert f"http://127.0.0.1:{port}/livez" in check[2]
    (program,), (command,) = (re.findall(rf"^{word} (\[.*\])$", text, re.MULTILINE) for word in ("ENTRYPOINT", "CMD"))
    assert (json.loads(program), json.loads(command)[0] in NAMES) == (["tanya-pimpasa"], True)


def test_compose_runs_two_bots_and_a_page_on_one_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    services, caddy = found["services"], (DEPLOY / "Caddyfile").read_text("utf-8")
    seen = {}
    for name in ("bot-1", "bot-2", "staff-page"):
        service = services[name]
        settings = settings_of(service["environment"], tmp_path, monkeypatch)
        # links in the chat lead to the page, which is served once
        assert (settings.staff.page.url, settings.staff.page.listen) == (f"https://{HIDDEN['STAFF_DOMAIN']}", "")
        # both lie in the volume: the image cannot be written, and a bot makes the default folder at its first start
        assert (settings.faq, settings.cache.is_relative_to("/data")) == (Settings.model_fields["faq"].default, True)
        assert service["read_only"] is True
        assert settings.database.get_secret_value().startswith("postgresql://bot:a1b2@database/")
        seen[name] = (settings.database, settings.faq, settings.cache, service["volumes"])
        if name == "staff-page":
            continue
        assert settings.telegram.webhook.url == f"https://{HIDDEN['DOMAIN']}"
        assert f"{name}:{settings.telegram.webhook.listen.rpartition(':')[2]}" in caddy
        assert settings.telegram.messages_per_second == TELEGRAMS_LIMIT, "living processes divide it themselves"
        assert settings.telegram.token_file == Path("/run/secrets/token")
        assert set(service["secrets"]) <= set(found["secrets"])
        assert set(service["depends_on"]) <= set(services)
    assert seen["bot-1"] == seen["bot-2"] == seen["staff-page"]
    volumes = {volume.partition(":")[0] for service in services.values() for volume in service["volumes"]}
    assert {volume for volume in volumes if not volume.startswith(".")} == set(found["volumes"])
    page = services["staff-page"]
    command, option, address = page["command"]
    assert command in NAMES
    assert option in {name for parameter in staff_page.params for name in parameter.opts}
    assert page_address(address, settings.staff.page.url).secure
    port = address.rpartition(":")[2]
    assert f"staff-page:{port}" in caddy
    assert port in page["healthcheck"]["test"][-1]
    assert services["caddy"]["environment"].keys() == {"DOMAIN", "STAFF_DOMAIN"}


@pytest.mark.skipif(shutil.which("caddy") is None, reason="caddy is not installed (apt install caddy)")
async def test_staff_reach_their_page_through_the_proxy(tmp_path: Path) -> None:
    """Run the page as compose does, and before it Caddy with the file of deploy/, without https."""
    small_index()
    port = free_port()
    async with Caddy([free_port()], staff_page=port) as caddy:
        url = f"http://127.0.0.1:{caddy.staff_port}"
        environment = {"BOT_STAFF__PAGE__URL": url, "BOT_FAQ": str(SMALL), "BOT_CACHE": str(SMALL_CACHE)}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "staff-page", "--listen", f"127.0.0.1:{port}"),
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment}
            | {"BOT_DATABASE": await new_sqlite(tmp_path)},
            stdout=subprocess.PIPE,
        )
        try:
            assert process.stdout
            assert url in (await asyncio.wait_for(process.stdout.readline(), 60)).decode()
            async with aiohttp.ClientSession() as browser:
                async with browser.get(url) as got:
                    # nobody is signed in
                    assert (got.status, got.headers["X-Frame-Options"]) == (401, "DENY")
                # under the bots' own name there is no staff page, and under another name it does not answer
                async with browser.get(f"http://127.0.0.1:{caddy.port}/masuk") as got:
                    assert got.status == 502
                async with browser.get(url, headers={"Host": "lain.contoh.go.id"}) as got:
                    assert got.status != 200 or not await got.text()
        finally:
            process.terminate()
            await process.wait()


PAGE = (ROOT / "docs" / "operations.md").read_text("utf-8")


def exported() -> set[str]:
    """Name the metrics as Prometheus reads them; a histogram and a counter are one each."""
    families = Metrics().registry.collect()
    return {f"{family.name}_total" if family.type == "counter" else family.name for family in families}


def test_the_page_for_operators_explains_every_metric_and_no_other() -> None:
    rows = re.findall(r"^\| (`bot_.*?) \|", PAGE, re.MULTILINE)
    assert sorted(re.findall(r"\bbot_\w+", " ".join(rows))) == sorted(exported())


LABELS = {"instance", "job", "le", "version"}
"""Labels that Prometheus itself gives, or that hold what no list knows beforehand."""
VALUES = {
    "state": {state.value for state in Delivery},
    "queue": {"incoming", "outgoing", "news"},
    "kind": {kind.value for kind in AlertKind},
    "part": {field.name for field in fields(Ledger)},
    "loop": {"turn", "resuming", "marking", "deadlines", "outreach"},
}
"""The labels of our metrics and what stands in them."""


def rules() -> list[dict[str, Any]]:
    (group,) = yaml.safe_load((DEPLOY / "prometheus-rules.yaml").read_text("utf-8"))["groups"]
    return list(group["rules"])


def dashboard() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DEPLOY / "grafana-dashboard.json").read_text("utf-8"))
    return found


def expressions() -> list[str]:
    shown = [target["expr"] for panel in dashboard()["panels"] for target in panel["targets"]]
    return [*(rule["expr"] for rule in rules()), *shown]


@each_line("expression", expressions())
def test_an_expression_names_metrics_labels_and_values_that_exist(expression: str) -> None:
    known = exported() | {f"{name}_bucket" for name in exported()} | {"up"}
    named = set(re.findall(r"\b(?:bot_\w+|up)\b", expression))
    assert named
    assert named <= known
    labels = set(re.findall(r"[{,]\s*(\w+)\s*[=!]~?", expression))
    labels |= {name for by in re.findall(r"by \(([\w, ]+)\)", expression) for name in re.split(r",\s*", by)}
    assert labels <= LABELS | set(VALUES)
    for label, values in re.findall(r'(\w+)=~?"([^"]+)"', expression):
        assert label in LABELS or set(values.split("|")) <= VALUES[label]
    assert expression.count("(") == expression.count(")")


def test_each_rule_says_in_indonesian_what_is_wrong_and_what_to_do() -> None:
    assert len(rules()) >= 8
    for rule in rules():
        assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert set(rule["annotations"]) == {"summary", "description"}
        named = re.findall(r"python -m bot (\w+)", rule["annotations"]["description"])
        assert set(named) <= NAMES


def test_every_metric_but_a_few_is_watched_or_shown() -> None:
    seen = {name.removesuffix("_bucket") for one in expressions() for name in re.findall(r"\bbot_\w+", one)}
    assert exported() - seen == set()


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed (apt install prometheus)")
def test_promtool_finds_no_fault_in_rules_and_dashboard(tmp_path: Path) -> None:
    recorded = [{"record": f"panel:{number}", "expr": one} for number, one in enumerate(expressions())]
    (tmp_path / "panels.yaml").write_text(json.dumps({"groups": [{"name": "panels", "rules": recorded}]}), "utf-8")
    for file in (DEPLOY / "prometheus-rules.yaml", tmp_path / "panels.yaml"):
        done = subprocess.run(["promtool", "check", "rules", str(file)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

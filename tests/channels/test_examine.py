"""Why Telegram cannot be asked is said in words that an operator can act upon."""

from __future__ import annotations

import ssl
import subprocess
from pathlib import Path
from shutil import which

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.telegram.connect import examine
from bot.helpdesk.texts import operator as texts
from bot.settings import TelegramSettings
from tests.ports import free_port

NO_OPENSSL = pytest.mark.skipif(not which("openssl"), reason="openssl is not installed (apt install openssl)")
TOKEN = "123456:AAEabcdefghijklmnopqrstuvwxyz12345"


async def page(_: web.Request) -> web.Response:
    return web.Response(text="<html>Silakan masuk ke WiFi kantor</html>")


def self_signed(folder: Path) -> ssl.SSLContext:
    """Return a server's side with a certificate that nobody vouches for, as a proxy that looks into everything."""
    key, certificate = folder / "key.pem", folder / "cert.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "1"]
    subprocess.run([*made, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


@pytest.mark.parametrize(
    ("kind", "words", "mend"),
    [
        ("page", texts.NOT_TELEGRAM, f"{texts.SIGN_IN} "),
        pytest.param(*("self-signed", texts.UNTRUSTED, f"{texts.TRUST_IT} "), marks=(pytest.mark.process, NO_OPENSSL)),
        ("closed", "sambungan ditolak", ""),
        ("nameless", texts.NO_SUCH_NAME, ""),
    ],
)
async def test_silence_has_a_reason_in_indonesian(kind: str, words: str, mend: str, tmp_path: Path) -> None:
    app = web.Application()
    app.router.add_get("/{rest:.*}", page)
    server = TestServer(app, scheme="https" if kind == "self-signed" else "http", host="localhost")
    await server.start_server(ssl=self_signed(tmp_path) if kind == "self-signed" else None)
    addresses = {"closed": f"http://127.0.0.1:{free_port()}", "nameless": "http://tidak-ada.invalid"}
    try:
        settings = TelegramSettings(base_url=addresses.get(kind, str(server.make_url(""))))
        found = await examine(settings, TOKEN)
    finally:
        await server.close()
    reach = f"server ini harus bisa membuka {settings.base_url}."
    assert found.trouble.removesuffix(reach) == (
        f"Telegram tidak bisa dihubungi: {words}. {mend}Periksa internet dan firewall; "
    )

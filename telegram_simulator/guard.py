"""Who may use the page and the control API: this machine's own page, not another site in the same browser."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from aiohttp import web

PAGE_HEADER = "X-Simulator"


def _host(address: str) -> str:
    try:
        return (urlsplit(f"//{address}").hostname or "").lower()
    except ValueError:
        return ""


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def check_origin(request: web.Request, own_host: str) -> None:
    """Refuse a request that a foreign page could have caused. Raises HTTPForbidden.

    The Host must be an IP address, localhost or the host that the server listens on: a foreign name that was
    made to point here (DNS rebinding) is none of these. An Origin, if the browser sends one, must be this
    very server.
    """
    host = _host(request.host)
    if not (_is_ip(host) or host in {"localhost", own_host.lower()}):
        raise web.HTTPForbidden(text="Alamat ini tidak dikenal oleh simulator.")
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc.lower() != request.host.lower():
        raise web.HTTPForbidden(text="Permintaan dari situs lain ditolak.")


def check_page(request: web.Request, own_host: str) -> None:
    """Check an act of the page: it must also carry the page's header, which a foreign form cannot send."""
    check_origin(request, own_host)
    if PAGE_HEADER not in request.headers:
        raise web.HTTPForbidden(text=f"Permintaan tanpa kepala {PAGE_HEADER} ditolak.")


def check_control(request: web.Request, own_host: str) -> None:
    """Check a call of the control API: JSON only, which a foreign form cannot send either."""
    check_origin(request, own_host)
    if request.method != "GET" and request.can_read_body and request.content_type != "application/json":
        raise web.HTTPForbidden(text="API kendali hanya menerima application/json.")

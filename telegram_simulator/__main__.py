"""`python -m telegram_simulator`: the server as a process of its own; prints one line with its address when it is
ready."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys

import uvloop

from telegram_simulator.server import FIRST_UPDATE_ID, TOKEN, serve


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m telegram_simulator", description="Server Bot API lokal.")
    parser.add_argument("--host", default="127.0.0.1", help="alamat yang didengarkan")
    parser.add_argument("--port", type=int, default=8081, help="0 = porta bebas mana saja")
    parser.add_argument("--token", default=TOKEN, help="token bot, berbentuk angka:huruf")
    parser.add_argument(
        "--history", type=int, default=None, help="berapa pesan per obrolan dan panggilan yang disimpan"
    )
    parser.add_argument("--first-update-id", type=int, default=FIRST_UPDATE_ID, help="nomor update yang pertama")
    parser.add_argument("--real-limits", action="store_true", help="tolak kiriman yang melebihi batas Telegram")
    return parser.parse_args()


def _say(address: str) -> None:
    sys.stdout.write(f"{address}\n")
    sys.stdout.flush()


async def _run(arguments: argparse.Namespace) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await serve(
        arguments.host,
        arguments.port,
        ready=_say,
        stop=stop,
        token=arguments.token,
        history=arguments.history,
        real_limits=arguments.real_limits,
        first_update_id=arguments.first_update_id,
    )


def main() -> int:
    """Run until interrupted; 1 when the port is taken, 2 for a token of the wrong form."""
    arguments = _arguments()
    if not arguments.token.partition(":")[0].isdigit():
        sys.stderr.write("Token harus berbentuk angka:huruf, misalnya 123:abc.\n")
        return 2
    try:
        uvloop.run(_run(arguments))
    except OSError as error:
        sys.stderr.write(f"Port {arguments.port} tidak bisa dipakai: {error.strerror}. Pilih --port lain.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

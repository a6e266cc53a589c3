"""The server: wires world, Bot API, page and control into one aiohttp application; the Python side for tests."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Self

from aiohttp import web

from telegram_simulator.acts import Acts
from telegram_simulator.api import BotApi, CallLog
from telegram_simulator.control import ControlApi
from telegram_simulator.faults import Faults, RateLimits
from telegram_simulator.http_acts import NamedActs
from telegram_simulator.messages import Json, Message
from telegram_simulator.page_api import PageApi, PageFeed
from telegram_simulator.params import MAX_UPLOAD
from telegram_simulator.people import BotAccount, Chat, Person
from telegram_simulator.phone import Phone
from telegram_simulator.updates import Waiting
from telegram_simulator.world import World

TOKEN = "123456:simulator-token"  # noqa: S105 - a made-up bot, known to everyone
FIRST_UPDATE_ID = 731_205_418
WEBHOOK_PAUSE = 1.0
CLOSING_SECONDS = 0.2


class BotApiServer:
    """A local Telegram with one bot, as an async context manager.

    `port` 0 takes a free one. `clock` gives the server's time in unix seconds. `history`: how many messages
    of each chat, calls and files are kept (None: all); counters are kept in any case. `real_limits`: refuse
    with 429 what Telegram would refuse. `webhook_pause`: seconds before a failed delivery is tried a third
    time. `routes`: further routes on the same port (they come before the page's files).
    """

    def __init__(
        self,
        token: str = TOKEN,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        clock: Callable[[], float] = time.time,
        history: int | None = None,
        real_limits: bool = False,
        first_update_id: int = FIRST_UPDATE_ID,
        webhook_pause: float = WEBHOOK_PAUSE,
        routes: Sequence[web.AbstractRouteDef] = (),
    ) -> None:
        self.host = host
        self.port = port
        self.bot = BotAccount(token)
        self.world = World(self.bot, clock, first_update_id=first_update_id, history=history)
        self.faults = Faults(self.world.now)
        self.calls = CallLog(history)
        self.acts = Acts(self.world)
        limits = RateLimits(self.world.now) if real_limits else None
        self.api = BotApi(self.world, self.faults, self.calls, limits, webhook_pause)
        self._feed = PageFeed(self.world, self.api)
        self._routes = routes
        self._phones: dict[int, Phone] = {}
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen from now on; `port` and `base_url` are then known. Raises OSError when the port is taken."""
        app = web.Application(client_max_size=MAX_UPLOAD + (1 << 20))
        app.router.add_route("*", "/bot{token}/{method}", self.api.answer)
        app.router.add_route("GET", "/file/bot{token}/{path:.+}", self.api.download)
        named = NamedActs(self.world, self.acts, self.faults)
        app.add_routes(ControlApi(self.world, self.api, self.acts, named, self.host).routes())
        app.add_routes(self._routes)
        app.add_routes(PageApi(self.world, self.api, self._feed, named, self.host).routes())
        self._runner = web.AppRunner(
            app,
            access_log=None,
            handler_cancellation=True,
            shutdown_timeout=CLOSING_SECONDS,
            handle_signals=False,
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, self.host, self.port, reuse_address=True).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """End streams and deliveries, cut calls that hang, and close the port."""
        self._feed.close()
        await self.api.pusher.stop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @property
    def token(self) -> str:
        """The bot's token."""
        return self.bot.token

    @property
    def base_url(self) -> str:
        """The address of the server: `<base_url>/bot<token>/<method>`."""
        host = "127.0.0.1" if self.host in {"0.0.0.0", ""} else self.host  # noqa: S104 - only compared
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    @property
    def users(self) -> dict[int, Person]:
        """All people by id."""
        return self.world.people

    def phone(self, user_id: int | None = None, first_name: str = "Siti", **details: Any) -> Phone:
        """Return the phone of a person, created where unknown (`details`: further fields of Person)."""
        if user_id is not None and user_id in self._phones:
            return self._phones[user_id]
        known = self.users.get(user_id) if user_id is not None else None
        person = known or self.acts.create_person(first_name, user_id, **details)
        phone = Phone(self.world, self.acts, person, self.world.chats[person.id])
        self._phones[person.id] = phone
        return phone

    def group(self, title: str, creator: Phone, members: Iterable[Phone] = (), **how: Any) -> Chat:
        """Create a group with these people and the bot (`how`: group_id, with_bot, forum); see `Phone.within`."""
        return self.acts.create_group(title, creator.person, [phone.person for phone in members], **how)

    def inject(self, update: Json | bytes | str) -> int:
        """Queue anything as an update (an object, or bytes that go out as they are); returns its id."""
        return self.world.updates.add_raw(update)

    def deliver_again(self, message: Message, *, new_id: bool = False) -> int:
        """Deliver a message once more: under the update id that it came with, or under a new one."""
        content: Json = {"message": message.wire}
        if not new_id and message.update_id is not None:
            content["update_id"] = message.update_id
        return self.world.updates.add_raw(content)

    @property
    def waiting(self) -> list[Waiting]:
        """The updates that the bot has not confirmed."""
        return self.world.updates.pending

    def advance(self, seconds: float) -> None:
        """Move the server's clock on (48-hour rule, expiry of callbacks and updates)."""
        self.world.shift += seconds


async def serve(host: str, port: int, *, ready: Callable[[str], None], stop: asyncio.Event, **options: Any) -> None:
    """Run a server until `stop` is set; `ready` gets its address once it listens. `options`: those of BotApiServer."""
    async with BotApiServer(host=host, port=port, **options) as server:
        ready(server.base_url)
        await stop.wait()

"""The staff's guide, followed step by step by two members, and its words and examples held to what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from playwright.async_api import Browser

from bot.app.editing.staff import page_address
from bot.helpdesk.texts import staff as staff_texts
from bot.settings.model import StaffPageSettings
from tests.page.conftest import browser
from tests.staffpage.browsing import needed, signs_in, window
from tests.staffpage.conftest import Office
from tests.staffpage.following import GUIDE, ChatHand, Follower, PageHand, tasks
from tests.stories.test_kelola import asked_by

__all__ = ["browser"]

ROOT = Path(__file__).parents[2]
OPERATORS = (ROOT / "docs/penerbitan-faq.md").read_text("utf-8")
TEMPLATES = "\n".join(path.read_text("utf-8") for path in (ROOT / "bot/staffpage/templates").glob("*.html"))


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="module")
async def test_each_task_of_the_guide_can_be_done_as_it_is_written(office: Office, browser: Browser) -> None:
    needed()
    await asked_by(office.village, 5010, text="paspor ulun rusak digigit tikus", answer="Bawa ke kantor, lalu tunggu.")
    every = tasks()
    assert [one.number for one in every] == list(range(1, 11))
    async with window(browser) as hers, window(browser) as his:
        await signs_in(his, office, office.tono)
        mine, second = (ChatHand(office.rini), PageHand(hers)), (ChatHand(office.tono), PageHand(his))
        follower = Follower(mine, second)
        for task in every:
            took = await follower.follow(task)
            assert took == (task.taps, task.writes), task.title


def test_each_refusal_of_the_guide_is_one_that_there_is() -> None:
    listed = GUIDE.partition("# Kalau ada yang ditolak")[2]
    quoted = {words.partition(" …")[0] for words in re.findall(r"“(.+?)”", listed)}
    texts = [value for value in vars(staff_texts).values() if isinstance(value, str)]
    said = "\n".join([*texts, TEMPLATES]).replace("{changed}", "oleh").replace("{{ conflict }}", "oleh")
    assert {words for words in quoted if words not in said} == set()
    assert len(quoted) >= 6


def test_no_command_line_is_needed_for_anything_in_the_guide() -> None:
    assert not re.search(r"python|terminal|\.yaml|```", GUIDE)


def example(kind: str) -> str:
    found = re.search(rf"```{kind}\n(.*?)```", OPERATORS, re.DOTALL)
    assert found
    return found[1]


def test_the_settings_the_proxy_and_the_tunnel_name_the_same_port() -> None:
    given = StaffPageSettings(**yaml.safe_load(example("yaml"))["staff"]["page"])
    address = page_address(given.listen, given.url)
    assert address.secure
    site, target = re.findall(r"^(\S+) \{\n    reverse_proxy (\S+)\n\}$", example("caddy"), re.MULTILINE)[0]
    assert (f"https://{site}", target) == (address.url, given.listen)
    here, there = re.findall(r"-L (\d+):(\S+) ", example("sh"))[0]
    assert there == given.listen
    assert f"http://127.0.0.1:{here}" in page_address(given.listen, "").origins

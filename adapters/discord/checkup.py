"""Looks whether Discord lets us in, and says what to do where it does not."""

from __future__ import annotations

import aiohttp

API = "https://discord.com/api/v10"
WITHIN = aiohttp.ClientTimeout(total=10)
NO_ANSWER = "{} does not answer. Is this computer online?"
REFUSED = "DISCORD_TOKEN is not one that Discord takes. Copy the bot's token anew: its application's page, under Bot."
STRANGE = "Discord answered with {}. Try again in a while."
LET_IN = "as {}, with {} starts left today"


async def look(token: str, api: str = "") -> tuple[bool, str]:
    """Say whether the bot's token is good, and what to do, if not; *api* is for a Discord of one's own."""
    base, headers = api or API, {"Authorization": f"Bot {token}"}
    try:
        async with aiohttp.ClientSession(timeout=WITHIN, headers=headers) as session:
            async with session.get(f"{base}/users/@me") as answer:
                if answer.status != 200:
                    return False, REFUSED if answer.status == 401 else STRANGE.format(answer.status)
                name = (await answer.json())["username"]
            async with session.get(f"{base}/gateway/bot") as answer:
                left = (await answer.json()).get("session_start_limit", {}).get("remaining", "some")
    except (aiohttp.ClientError, OSError, TimeoutError):
        return False, NO_ANSWER.format(base)
    return True, LET_IN.format(name, left)

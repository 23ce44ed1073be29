"""python3 -m bot: the program, set up on its first start."""

from bot import _env

if __name__ == "__main__":
    _env.enter("bot")

    from bot.cli import main

    raise SystemExit(main())

"""Turns the arguments of `askfirst opener` and `askfirst review` into commands."""

from __future__ import annotations

import argparse

from bot.core.commands import MEDIA, Opener, Review

RELATION = "how you know them, such as stranger, forum, met once, colleague, friend"


def add_opener(parser: argparse.ArgumentParser) -> None:
    """Declare what `askfirst opener` takes."""
    parser.add_argument("words", nargs="*", metavar="BRIEF", help="who they are and what you want, in your own words")
    parser.add_argument("--to", default="", metavar="NAME", help="who it is for")
    parser.add_argument("--fact", action="append", default=[], metavar="TEXT", help="one true thing; may be repeated")
    parser.add_argument("--without", action="append", default=[], metavar="ID", help="leave out a fact, such as f2")
    parser.add_argument("--purpose", default="", metavar="TEXT", help="what you want, such as ask for advice")
    parser.add_argument("--medium", default="", choices=MEDIA, help="where it goes")
    parser.add_argument("--relation", default="", metavar="TEXT", help=RELATION)
    parser.add_argument("--max-chars", type=_characters, metavar="N", help="at most so many characters")
    parser.add_argument("--angle", type=int, default=0, metavar="N", help="another version: 1, 2, …")


def add_review(parser: argparse.ArgumentParser) -> None:
    """Declare what `askfirst review` takes."""
    parser.add_argument("words", nargs="*", metavar="DRAFT", help="the draft; without one, standard input is read")
    parser.add_argument("--medium", default="", choices=MEDIA, help="where it goes")
    parser.add_argument("--relation", default="", metavar="TEXT", help=RELATION)


def opener_of(options: argparse.Namespace, brief: str) -> Opener:
    """Return what was asked for."""
    return Opener(
        brief,
        options.to.removeprefix("@"),
        tuple(options.fact),
        options.purpose,
        options.medium,
        options.relation,
        options.max_chars,
        options.angle,
        tuple(options.without),
    )


def review_of(options: argparse.Namespace, text: str) -> Review:
    """Return what was asked for."""
    return Review(text, options.medium, options.relation)


def _characters(typed: str) -> int:
    count = int(typed)
    if count < 1:
        raise argparse.ArgumentTypeError("a draft needs at least one character")
    return count

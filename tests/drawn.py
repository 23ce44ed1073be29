"""What the pictures of both platforms share: words that keep their width in any font, and thumbs that need none."""

from __future__ import annotations

from html import escape

NARROW, WIDE = frozenset("iljtfrI.,:;'!|()[]/ "), frozenset("mwMWQOCGDN@%&—…")
THUMB = (
    "M1 8 h3 v8 h-3 z M5.5 15.2 v-6.6 l3.4 -6.2 c1.6 0 2.2 1.2 1.9 2.6 l-0.5 2.4 h4 c1.3 0 2 1 1.7 2.2 l-1.3 4.8 "
    "c-0.3 0.9 -0.9 1.4 -1.9 1.4 h-5.6 z"
)
"""A thumb, upright, in a square of 17: few fonts have one."""
DOWN = {"\N{THUMBS UP SIGN}": False, "\N{THUMBS DOWN SIGN}": True}
"""The signs that are drawn, and whether they point down."""


def width(words: str, size: float, *, bold: bool = False) -> float:
    """Return about how wide words are in a plain sans-serif face; `text` makes it so in any other."""
    units = sum(
        0.3 if each in NARROW else 0.86 if each in WIDE else 1.1 if each in DOWN else 0.63 if each.isupper() else 0.535
        for each in words
    )
    return units * size * (1.05 if bold else 1.0)


def text(x: float, y: float, words: str, size: float, fill: str, *, bold: bool = False, italic: bool = False) -> str:
    """Write words from *x* on, the line at *y*, as wide as `width` says, whichever font is there."""
    if words in DOWN:
        return thumb(x, y, size, fill, down=DOWN[words])
    weight = ' font-weight="600"' if bold else ""
    slant = ' font-style="italic"' if italic else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{fill}"{weight}{slant} '
        f'textLength="{width(words, size, bold=bold):.1f}" lengthAdjust="spacingAndGlyphs">{escape(words)}</text>'
    )


def thumb(x: float, y: float, size: float, fill: str, *, down: bool) -> str:
    """Draw a thumb that stands on the line at *y*, or hangs from above it."""
    scale = size / 15
    placed = f"translate({x:.1f} {y - 13.5 * scale:.1f}) scale({scale:.2f})"
    turned = f"{placed} rotate(180 8.5 8.5)" if down else placed
    return f'<path d="{THUMB}" fill="{fill}" transform="{turned}"/>'

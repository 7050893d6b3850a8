"""What is drawn above the base map: colours for every reader, rings that fan out, pies, honest extents, links, hints."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from importlib.resources import files
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest

from geo.model import Actor, Article, Event, Link, Place, Precision, Role, Toponym, Trigger
from geo.story import Story
from maps import render
from maps.vocabulary import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Iterable

Rgb = tuple[float, float, float]

# Machado, Oliveira & Fernandes (2009), severity 1.0, for linear RGB.
VISION: dict[str, tuple[Rgb, Rgb, Rgb]] = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def palette(theme: str) -> dict[str, str]:
    """Return the colours of a theme by name, as page.css gives them."""
    css = files("maps").joinpath("assets", "page.css").read_text(encoding="utf-8")
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r"--([\w-]+):\s*([^;]+);", css):
        found.setdefault(name, []).append(value)
    colours = {}
    for name, values in found.items():
        both = re.fullmatch(r"light-dark\((#\w{6}),\s*(#\w{6})\)", values[0])
        choice = both.groups() if both else tuple(v for v in values if re.fullmatch(r"#\w{6}", v))
        if choice:
            colours[name] = choice[0] if theme == "light" else choice[-1]
    return colours


def linear(colour: str) -> Rgb:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    decode = lambda v: v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4  # noqa: E731
    return decode(red), decode(green), decode(blue)


def seen(colour: str, vision: str) -> Rgb:
    rgb = linear(colour)
    red, green, blue = (min(1.0, max(0.0, sum(a * b for a, b in zip(row, rgb, strict=True)))) for row in VISION[vision])
    return red, green, blue


def lab(rgb: Rgb) -> Rgb:
    """Return CIE L*a*b* (D65) of a colour in linear RGB."""
    red, green, blue = rgb
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047
    y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue
    z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883
    fx, fy, fz = (v ** (1 / 3) if v > 216 / 24389 else (24389 / 27 * v + 16) / 116 for v in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def ciede2000(one: Rgb, two: Rgb) -> float:
    """Return the difference of two L*a*b* colours (Sharma, Wu & Dalal 2005)."""
    (l1, a1, b1), (l2, a2, b2) = one, two
    c7 = ((math.hypot(a1, b1) + math.hypot(a2, b2)) / 2) ** 7
    g = 0.5 * (1 - math.sqrt(c7 / (c7 + 25**7)))
    c1, c2 = math.hypot(a1 * (1 + g), b1), math.hypot(a2 * (1 + g), b2)
    h1, h2 = (math.degrees(math.atan2(b, a * (1 + g))) % 360 for a, b in ((a1, b1), (a2, b2)))
    dh = 0.0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    hue = h1 + h2 if c1 * c2 == 0 else (h1 + dh / 2) % 360
    big_h = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(dh / 2))
    mean_l, mean_c = (l1 + l2) / 2, (c1 + c2) / 2
    cosine = lambda times, shift: math.cos(math.radians(times * hue + shift))  # noqa: E731
    t = 1 - 0.17 * cosine(1, -30) + 0.24 * cosine(2, 0) + 0.32 * cosine(3, 6) - 0.2 * cosine(4, -63)
    sl = 1 + 0.015 * (mean_l - 50) ** 2 / math.sqrt(20 + (mean_l - 50) ** 2)
    sc, sh = 1 + 0.045 * mean_c, 1 + 0.015 * mean_c * t
    rc = 2 * math.sqrt(mean_c**7 / (mean_c**7 + 25**7))
    rt = -math.sin(math.radians(60 * math.exp(-(((hue - 275) / 25) ** 2)))) * rc
    parts = (l2 - l1) / sl, (c2 - c1) / sc, big_h / sh
    return math.sqrt(sum(part**2 for part in parts) + rt * parts[1] * parts[2])


def contrast(one: str, two: str) -> float:
    light, dark = sorted(
        (sum(w * v for w, v in zip((0.2126, 0.7152, 0.0722), linear(c), strict=True)) for c in (one, two)), reverse=True
    )
    return (light + 0.05) / (dark + 0.05)


def test_the_colour_difference_is_that_of_the_published_pairs():
    pairs = [  # Sharma, Wu & Dalal 2005, table 1: pairs 1, 7, 13, 25
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
        ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0011), 7.2195),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ]
    for one, two, difference in pairs:
        assert ciede2000(one, two) == pytest.approx(difference, abs=2e-4)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("vision", VISION)
def test_any_two_families_are_told_apart_by_every_reader(theme, vision):
    colours = palette(theme)
    shown = {family.key: lab(seen(colours[family.key], vision)) for family in FAMILIES}
    close = {
        pair: round(ciede2000(shown[pair[0]], shown[pair[1]]), 1)
        for pair in combinations(shown, 2)
        if ciede2000(shown[pair[0]], shown[pair[1]]) < 11
    }
    assert close == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["land", "water", "paper"])
def test_families_stand_out_from_the_ground(theme, ground):
    colours = palette(theme)
    faint = {f.key: round(contrast(colours[f.key], colours[ground]), 2) for f in FAMILIES}
    assert {key: value for key, value in faint.items() if value < 3} == {}

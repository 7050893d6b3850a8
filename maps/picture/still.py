"""The map as a still by matplotlib: the same marks as the page's, by the same rules, where there is no browser.

A site or town gets a solid mark; an area a dashed circle of its true radius, hatched; a province, region or border its
own dashed outline; a country no mark on the ground but a label with a line to its border. What did not happen is left
out, and the legend says so. Places are lon, lat (EPSG:4326) in the records, x, y in px (y downwards) on the sheet.
"""

from __future__ import annotations

import io
from calendar import month_name
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import shapely
from shapely.geometry.base import BaseGeometry

from maps.credits import credits_of
from maps.picture.atlas import View, atlas, circle
from maps.picture.labels import Box, Labels, boxed
from maps.picture.signs import Sheet, colours
from maps.vocabulary import AREAL_KM, FAMILIES, family_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.model import Event, Link, Place
    from geo.story import Story

__all__ = ["draw"]

MERGE = 26.0  # px: marks closer than this become one ring, as on the page
HATCHED_KM = 400.0  # a larger circle is left without hatching, as on the page
LEAST_KM = 20.0  # what is shown around a place at least
EDGE = 20.0  # px: the sheet's margin
ROW = 30.0  # px: a line of the legend
CREDIT = "Natural Earth · GeoNames (CC BY 4.0)"


@dataclass(frozen=True)
class _Entry:
    """An event at one of its places: its family, what the place is called, its country's code if that is the place."""

    event: Event
    link: Link
    family: str
    name: str
    place: Place | None
    metonym: bool

    @property
    def vague(self) -> bool:
        return self.link.precision not in ("site", "town")

    @property
    def whole(self) -> bool:
        return self.link.precision in ("country", "region")

    @property
    def country(self) -> str | None:
        known = self.place is not None and self.place.country_code in atlas().outlines
        return self.place.country_code if self.place and known and self.link.precision == "country" else None

    @property
    def spot(self) -> tuple[float, float]:
        return self.link.lon or 0.0, self.link.lat or 0.0

    @property
    def km(self) -> float:
        return max(self.link.uncertainty_km or 0.0, 1.0)

    @property
    def look(self) -> dict[str, bool]:
        return {
            "hollow": self.vague,
            "dotted": self.event.modality == "other",
            "repeated": self.event.genericity == "generic",
        }

    def extent(self) -> BaseGeometry:
        """Return what holds the true spot, in lon, lat: the shape of what is named, or the circle of uncertainty."""
        shape = self.link.shape
        return circle(*self.spot, self.km) if shape is None or shape.is_empty else shape

    def ground(self, view: View) -> BaseGeometry:
        """Return the extent in px; a country's is its outline on the basemap."""
        return view.around(atlas().outlines[self.country]) if self.country else view.shape(self.extent())


def draw(
    stories: Sequence[Story], *, title: str | None = None, width: int = 1280, height: int = 800, scale: float = 2.0
) -> bytes:
    """Return the stories' map as PNG, ``width`` × ``height`` px at ``scale`` dots each; same stories, same bytes."""
    told = [
        _entry(story, event, link)
        for story in stories
        for event in story.event_records
        for link in event.places
        if link.lon is not None
    ]
    entries = [entry for entry in told if entry.event.polarity == "positive"]
    sheet = Sheet(width, height, scale)
    if title is None and len(stories) == 1:
        title = stories[0].article.title
    top = _head(sheet, title or "Events in the news", _summary(stories))
    rows = _legend(sheet, entries, len({id(one.event) for one in told}) - len({id(one.event) for one in entries}))
    low = height - ROW * len(rows) - 14
    view = View([_seen(entry) for entry in _focus(entries)], width, low - top, top=top)
    sheet.clip((0, top, width, low))
    _ground(sheet, view)
    _events(sheet, view, entries, [place for story in stories for place in _mentioned(story)])
    sheet.clip(None)
    for number, row in enumerate(rows):
        x = EDGE
        for paint, size in row:
            paint(x, low + 7 + ROW * (number + 0.5))
            x += size
    out = io.BytesIO()
    sheet.figure.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()


def _entry(story: Story, event: Event, link: Link) -> _Entry:
    toponym = story.toponym_records[link.toponym]
    name = link.spot or (toponym.place.name if toponym.place and toponym.role == "demonym" else toponym.text)
    return _Entry(event, link, family_of(event.type), name, toponym.place, toponym.role == "metonym")


def _mentioned(story: Story) -> list[tuple[str, Place]]:
    """Return the places named that are spots, and what the text calls them; not where reporters were."""
    return [
        (one.text, one.place)
        for one in story.toponym_records
        if one.place is not None
        and one.role not in ("dateline", "byline", "demonym")
        and one.place.feature_class != "A"
        and (one.place.feature_class == "P" or one.place.radius_km < AREAL_KM)
    ]


def _focus(entries: Sequence[_Entry]) -> Sequence[_Entry]:
    """Return the events that the view must show: those at a spot, else at a country named for itself, else all."""
    named = [entry for entry in entries if not entry.metonym]
    return [entry for entry in named if not entry.whole] or named or entries


def _seen(entry: _Entry) -> BaseGeometry:
    shape = entry.link.shape
    if shape is not None and not shape.is_empty:
        return shape
    return circle(*entry.spot, max(entry.km, LEAST_KM))


def _summary(stories: Sequence[Story]) -> str:
    events = [event for story in stories for event in story.event_records]
    placed = sum(any(link.lon is not None for link in event.places) for event in events)
    told = f"{_count(len(events), 'event')}, {placed:,} on the map, {len(events) - placed:,} without a place"
    articles = {(story.article.source, _day(story.article.published)) for story in stories}
    source = [part for part in next(iter(articles)) if part] if len(articles) == 1 else []
    return " · ".join([*source, told if len(stories) == 1 else f"{len(stories):,} articles: {told}"])


def _day(published: str | None) -> str | None:
    """Return an ISO date in words ("2 August 2022"); what is none, as it is."""
    try:
        day = date.fromisoformat(published or "")
    except ValueError:
        return published
    return f"{day.day} {month_name[day.month]} {day.year}"


def _head(sheet: Sheet, title: str, summary: str) -> float:
    """Write the title and the line below it; return the y at which the map starts."""
    room = sheet.width - 2 * EDGE
    y = 10.0
    for line in sheet.wrapped(title, room, 2, size=21, weight="bold"):
        sheet.text(EDGE, y + 14, line, size=21, weight="bold")
        y += 27
    sheet.text(EDGE, y + 11, sheet.cut(summary, room, size=13), size=13, colour=colours()["soft"])
    return y + 29


def _ground(sheet: Sheet, view: View) -> None:
    """Draw water, land, lakes, coasts and borders, the disputed ones dashed."""
    ink, world = colours(), atlas()
    frame = shapely.get_coordinates(view.frame)
    sheet.lines([frame], fill=ink["water"])
    sheet.lines(view.copies(ring for rings in world.outlines.values() for ring in rings), fill=ink["land"], closed=True)
    sheet.lines(view.copies(world.lakes), fill=ink["water"], stroke=ink["coast"], width=0.6, closed=True)
    sheet.lines(view.copies(world.coasts), stroke=ink["coast"], width=0.8)
    sheet.lines(view.copies(world.borders), stroke=ink["border"], width=0.9)
    sheet.lines(view.copies(world.disputed), stroke=ink["border"], width=0.9, dash=(3, 3))


def _events(sheet: Sheet, view: View, entries: Sequence[_Entry], mentioned: Sequence[tuple[str, Place]]) -> None:
    wholes = _grouped([entry for entry in entries if entry.whole], lambda e: (e.name, e.country or e.extent().wkb))
    for group in _grouped([e for e in entries if e.vague], lambda e: (e.country or e.extent().wkb, e.whole)):
        _extent(sheet, view, group)
    clusters = _clusters([(view.point(*e.spot), e) for e in entries if not e.whole])
    labels = Labels(sheet, view)
    notes = _notes(sheet, view, entries)
    for box, _ in notes:
        labels.take(box)
    for (x, y), _ in clusters:
        labels.take(boxed(x, y, 36, 36))
    pills = [(group, *_pill(sheet, labels, group, view)) for group in wholes]
    for group, pill, foot in pills:
        if pill and foot:
            centre = ((pill[0] + pill[2]) / 2, (pill[1] + pill[3]) / 2)
            sheet.lines([(foot, centre)], stroke=colours()[_family(group)], width=1.5)
    labelled = {group[0].place.id for group in wholes if group[0].place}
    _spots(sheet, labels, clusters, [(name, place) for name, place in mentioned if place.id not in labelled])
    labels.names(
        {entry.country for entry in entries if entry.country},
        {entry.name for entry in entries} | {name for name, _ in mentioned},
    )
    for (x, y), group in clusters:
        _mark(sheet, x, y, group)
    for group, pill, _ in pills:
        if pill:
            _draw_pill(sheet, pill, group)
    for box, words in notes:
        sheet.lines([shapely.get_coordinates(shapely.box(*box))], fill=colours()["paper"], alpha=0.86)
        sheet.text(box[0] + 6, (box[1] + box[3]) / 2, words, size=11, colour=colours()["soft"])


def _notes(sheet: Sheet, view: View, entries: Sequence[_Entry]) -> list[tuple[Box, str]]:
    """Return the lines in the map's lower corners: the credit, and the places of events that lie beyond the edges."""
    edge = view.top + view.height
    credit = " · ".join([CREDIT, *credits_of(e.place for e in entries if e.place is not None)])
    width = sheet.measure(credit, size=11) + 12
    notes: list[tuple[Box, str]] = [((view.width - width, edge - 20, view.width, edge), credit)]
    beyond = [e for e in entries if not e.whole and not view.frame.covers(shapely.Point(view.point(*e.spot)))]
    beyond += [e for e in entries if e.whole and not view.frame.intersects(e.ground(view))]
    if beyond:
        words = f"Outside this picture: {', '.join(dict.fromkeys(e.name for e in beyond))}"
        words = sheet.cut(words, view.width - width - 40, size=11)
        notes.append(((0, edge - 20, sheet.measure(words, size=11) + 12, edge), words))
    return notes


def _extent(sheet: Sheet, view: View, group: Sequence[_Entry]) -> None:
    """Draw the dashed outline of a vague place, and hatch it unless it is a line or too wide to be darkened."""
    first, colour = group[0], colours()[_family(group)]
    near = shapely.box(*view.frame.buffer(200).bounds)
    shape = first.ground(view)
    if shape.area and not first.country and (first.link.shape is not None or first.km <= HATCHED_KM):
        sheet.hatch(shape.intersection(view.frame), colour)
    dotted = all(entry.look["dotted"] for entry in group)
    edge = shape.boundary if shape.area else shape
    sheet.outline(
        edge.intersection(near), stroke=colour, width=2.8 if dotted else 2, dash=(0.01, 6) if dotted else (7, 5)
    )


def _spots(sheet: Sheet, labels: Labels, clusters: Any, mentioned: Sequence[tuple[str, Place]]) -> None:
    """Name the places of the marks, then the other places mentioned, each with a dot."""
    done: set[int] = set()
    for (x, y), group in clusters:
        names = list(dict.fromkeys(entry.name for entry in group))
        done.update(entry.place.id for entry in group if entry.place)
        text = ", ".join(names[:2]) + (f" +{len(names) - 2}" if len(names) > 2 else "")
        labels.beside(x, y, 23, sheet.cut(text, 240, size=13, weight="bold"), size=13, weight="bold")
    for name, place in {place.id: (name, place) for name, place in reversed(mentioned)}.values():
        x, y = labels.view.point(place.lon, place.lat)
        if place.id not in done and labels.free(boxed(x, y, 12, 12)):
            labels.take(boxed(x, y, 12, 12))
            sheet.dot(x, y, 4.6, fill=colours()["paper"], stroke=colours()["soft"])
            labels.beside(x, y, 8, sheet.cut(name, 200, size=12), size=12)


def _mark(sheet: Sheet, x: float, y: float, group: Sequence[_Entry], *, hollow: bool = False, size: float = 36) -> None:
    if len(group) == 1:
        sheet.symbol(x, y, group[0].family, **group[0].look, size=size)
        return
    order = [family.key for family in FAMILIES]
    parts = sorted((order.index(e.family), hollow or e.vague or e.look["dotted"]) for e in group)
    sheet.ring(x, y, [(order[number], empty) for number, empty in parts], size=size)


def _pill(sheet: Sheet, labels: Labels, group: Sequence[_Entry], view: View) -> tuple[Box | None, Any]:
    """Return where the label of a country or region goes, and the point of its border that the line leads to."""
    name, note = _pill_words(sheet, group)
    wide = 52 + max(sheet.measure(name, size=13, weight="bold"), sheet.measure(note, size=11.5))
    return labels.outside(group[0].ground(view), wide, 42)


def _pill_words(sheet: Sheet, group: Sequence[_Entry]) -> tuple[str, str]:
    name = sheet.cut(group[0].name, 190, size=13, weight="bold")
    return name, f"{_count(len(group), 'event')}, no spot given"


def _draw_pill(sheet: Sheet, box: Box, group: Sequence[_Entry]) -> None:
    name, note = _pill_words(sheet, group)
    sheet.box(box, stroke=colours()[_family(group)], dashed=True, fill=colours()["paper"])
    _mark(sheet, box[0] + 22, (box[1] + box[3]) / 2, group, hollow=True, size=30)
    sheet.text(box[0] + 42, box[1] + 13, name, size=13, weight="bold")
    sheet.text(box[0] + 42, box[1] + 29, note, size=11.5, colour=colours()["soft"])


Paint = Callable[[float, float], None]


def _legend(sheet: Sheet, entries: Sequence[_Entry], denied: int) -> list[list[tuple[Paint, float]]]:
    """Return the legend's rows of (what paints an item at its left middle, its width); only what the map shows."""
    counts = Counter(family for family, _ in {(entry.family, id(entry.event)) for entry in entries})
    looks = {key for entry in entries for key, value in entry.look.items() if value}
    items: list[tuple[dict[str, Any], str]] = [
        ({"family": family.key}, f"{family.name}  {counts[family.key]:,}") for family in FAMILIES if counts[family.key]
    ]
    if "hollow" in looks:
        items.append(({"family": "mixed", "hollow": True}, "Place not exact: in the dashed outline"))
    if "dotted" in looks:
        items.append(({"family": "mixed", "dotted": True}, "Planned, feared, demanded or alleged"))
    if "repeated" in looks:
        items.append(({"family": "mixed", "repeated": True}, "Told in general, no single event"))
    if denied:
        items.append(({"family": "mixed", "denied": True}, f"Not shown: {_count(denied, 'event')} that did not happen"))
    rows: list[list[tuple[Paint, float]]] = [[]]
    left = EDGE
    for mark, words in items:
        size = 32 + sheet.measure(words, size=12.5) + 24
        if left + size > sheet.width and rows[-1]:
            rows.append([])
            left = EDGE
        rows[-1].append((_item(sheet, mark, words), size))
        left += size
    return rows


def _item(sheet: Sheet, mark: dict[str, Any], words: str) -> Paint:
    def paint(x: float, y: float) -> None:
        sheet.symbol(x + 13, y, **mark, size=27)
        sheet.text(x + 32, y, words, size=12.5)

    return paint


def _family(group: Sequence[_Entry]) -> str:
    families = {entry.family for entry in group}
    return families.pop() if len(families) == 1 else "mixed"


def _grouped(entries: Sequence[_Entry], key: Callable[[_Entry], Any]) -> list[list[_Entry]]:
    groups: dict[Any, list[_Entry]] = defaultdict(list)
    for entry in entries:
        groups[key(entry)].append(entry)
    return list(groups.values())


def _clusters(points: Sequence[tuple[tuple[float, float], _Entry]]) -> list[tuple[tuple[float, float], list[_Entry]]]:
    """Return entries whose marks would cover each other, together, at the first one's point."""
    found: list[tuple[tuple[float, float], list[_Entry]]] = []
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for (x, y), entry in points:
        cell = int(x // MERGE), int(y // MERGE)
        around = (n for dx in (-1, 0, 1) for dy in (-1, 0, 1) for n in cells[cell[0] + dx, cell[1] + dy])
        close = (n for n in around if (found[n][0][0] - x) ** 2 + (found[n][0][1] - y) ** 2 < MERGE**2)
        number = min(close, default=None)
        if number is None:
            cells[cell].append(len(found))
            found.append(((x, y), [entry]))
        else:
            found[number][1].append(entry)
    return found


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"

"""KML 2.2 (OGC 07-147r2) for Google Earth: a folder per event type, a time line, colours that tell what happened.

Google Earth shows a description as HTML. Everything an article says is therefore escaped twice there, once for HTML and
once for XML, and the balloon shows nothing else. No icon or address is fetched: marks are the viewer's own pushpin.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import TYPE_CHECKING, Any

from geo.frames import EVENT_COLUMNS, event_rows, iso_day
from geo.record import COORDINATE_DIGITS, ground, legible, position

if TYPE_CHECKING:
    from lxml.etree import _Element as Element
    from shapely.geometry.base import BaseGeometry

    from geo.model import Link
    from geo.story import Story

__all__ = ["kml_text"]

_NAMESPACE = "http://www.opengis.net/kml/2.2"

_QUAD_COLOURS = {  # rrggbb
    "MATERIAL CONFLICT": "d62728",
    "VERBAL CONFLICT": "ff9f1c",
    "VERBAL COOPERATION": "4c9be8",
    "MATERIAL COOPERATION": "2ca02c",
    None: "b0b0b0",
}
"""PLOVER's quad class of an event → its colour."""

_STATUSES = {  # key → opacity of the mark, of an area, width of its outline, words before the name
    "reported": ("ff", "59", "3", ""),
    "proposed": ("80", "00", "1", "not certain: "),
    "denied": ("40", "00", "1", "did not happen: "),
}

_UNPLACED = "Not on the map"
_FIELD_TYPES = {"string": "string", "float64": "double", "Int64": "int", "datetime64[s]": "string"}
"""pandas dtype → KML's type of a SimpleField; KML has no dates there."""


def kml_text(stories: Iterable[Story]) -> Iterator[str]:
    """Yield a KML document: a Placemark per event and place, in folders by type; unplaced events in one of their own.

    Geometry is lon, lat (EPSG:4326): the point, with the line or area that the words name. TimeStamp is the day,
    TimeSpan first and last possible day. Colour is PLOVER's quad class; faint with a bare outline, and said in the
    name, what is proposed, feared or denied. All columns of `geo.frames.events` are in ExtendedData.
    """
    from lxml import etree

    folders: dict[str, list[tuple[dict[str, Any], Link | None]]] = {}
    for story in stories:
        for row, link in event_rows(story):
            placed = position(row["lon"], row["lat"]) is not None
            folders.setdefault(row["type"] if placed else _UNPLACED, []).append((row, link))
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="{_NAMESPACE}">\n<Document>\n<name>Dateline</name>\n'
    for quad in _QUAD_COLOURS:
        for status in _STATUSES:
            yield f"{etree.tostring(_style(quad, status), encoding='unicode')}\n"
    yield f"{etree.tostring(_schema(), encoding='unicode')}\n"
    for name in sorted(folders, key=lambda name: (name == _UNPLACED, name)):
        yield f"<Folder>\n<name>{name}</name>\n"
        for row, link in folders[name]:
            yield f"{etree.tostring(_placemark(row, link), encoding='unicode')}\n"
        yield "</Folder>\n"
    yield "</Document>\n</kml>\n"


def _style(quad: str | None, status: str) -> Element:
    opacity, area_opacity, width, _ = _STATUSES[status]
    colour = _QUAD_COLOURS[quad]
    bgr = colour[4:6] + colour[2:4] + colour[0:2]  # KML writes aabbggrr
    style = _element("Style", id=_style_name(quad, status))
    _child(style, "IconStyle", color=opacity + bgr, scale="1.1" if status == "reported" else "0.8")
    _child(style, "LineStyle", color=opacity + bgr, width=width)
    _child(style, "PolyStyle", color=area_opacity + bgr)
    _child(style, "BalloonStyle", text="$[description]")
    return style


def _style_name(quad: str | None, status: str) -> str:
    return f"{(quad or 'other').lower().replace(' ', '-')}-{status}"


def _schema() -> Element:
    schema = _element("Schema", name="event", id="event")
    for column, dtype in EVENT_COLUMNS.items():
        schema.append(_element("SimpleField", type=_FIELD_TYPES[dtype], name=column))
    return schema


def _placemark(row: dict[str, Any], link: Link | None) -> Element:
    """Return a Placemark; its children stand in the order that the schema of KML demands."""
    status = _status(row)
    mark = _element("Placemark")
    where = row["place_name"] or row["place"]
    name = f"{_STATUSES[status][3]}{row['type'].lower()}, “{row['trigger']}”{f', {where}' if where else ''}"
    _text(mark, "name", name.replace("<", "‹").replace(">", "›"))  # some viewers show names as HTML
    _text(mark, "description", _description(name, row))
    start, end = iso_day(row["date_start"]), iso_day(row["date_end"])
    if start and start == end:
        _child(mark, "TimeStamp", when=start)
    elif start and end:
        _child(mark, "TimeSpan", begin=start, end=end)
    _text(mark, "styleUrl", f"#{_style_name(row['quad'], status)}")
    data = _element("SchemaData", schemaUrl="#event")
    for column in EVENT_COLUMNS:
        if row[column] is not None:
            _text(data, "SimpleData", str(row[column])).set("name", column)
    _child(mark, "ExtendedData").append(data)
    point = position(row["lon"], row["lat"])
    if point is not None:
        mark.append(_geometry(point, ground(link) if link is not None else None))
    return mark


def _status(row: dict[str, Any]) -> str:
    if row["polarity"] == "negative":
        return "denied"
    return "proposed" if row["modality"] == "other" else "reported"


def _description(name: str, row: dict[str, Any]) -> str:
    """Return HTML in which all that comes from an article is text; "$[" would be filled in by Google Earth."""
    days = " – ".join(dict.fromkeys(filter(None, (row["date_start"], row["date_end"]))))
    cited = ", ".join(filter(None, (row["article_title"], row["article_source"], row["article_published"])))
    lines = [escape(line).replace("$[", "&#36;[") for line in (name, days, row["evidence"], cited) if line]
    return f"<b>{lines[0]}</b>{''.join(f'<br/>{line}' for line in lines[1:])}"


def _geometry(point: tuple[float, float], shape: BaseGeometry | None) -> Element:
    import shapely

    mark = _element("Point")
    _text(mark, "coordinates", _coordinates([point]))
    if shape is None:
        return mark
    group = _element("MultiGeometry")
    group.append(mark)
    for part in shapely.get_parts(shape):
        group.append(_polygon(part) if part.geom_type == "Polygon" else _line("LineString", part))
    return group


def _polygon(polygon: Any) -> Element:
    element = _element("Polygon")
    for boundary, rings in (("outerBoundaryIs", [polygon.exterior]), ("innerBoundaryIs", polygon.interiors)):
        for ring in rings:
            _child(element, boundary).append(_line("LinearRing", ring))
    return element


def _line(tag: str, line: Any) -> Element:
    element = _element(tag)
    _text(element, "tessellate", "1")  # along the ground, not through it
    _text(element, "coordinates", _coordinates(line.coords))
    return element


def _coordinates(positions: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{lon:.{COORDINATE_DIGITS}f},{lat:.{COORDINATE_DIGITS}f}" for lon, lat in positions)


def _element(tag: str, **attributes: str) -> Element:
    from lxml import etree

    return etree.Element(tag, attributes)


def _child(parent: Element, tag: str, **texts: str) -> Element:
    """Add an element with a child for each text."""
    element = _element(tag)
    for name, text in texts.items():
        _text(element, name, text)
    parent.append(element)
    return element


def _text(parent: Element, tag: str, text: str) -> Element:
    element = _element(tag)
    element.text = legible(text)
    parent.append(element)
    return element

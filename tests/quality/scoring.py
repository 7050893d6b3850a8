"""Read the marked-up articles of this folder and score stories against them.

`read` turns one article into the gold of the shared scorer (plain JSON types, offsets derived from the
markup); `Tally` counts hits over many stories; `Tally.measures` gives the shares that floors.json pins.
The markup is described in README.md.
"""

from __future__ import annotations

import csv
import json
import math
import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
GROUPS = {
    "newswire": 52,
    "posts, health, web and local news": 88,
    "long newspaper stories": 99,
    "newswire, later": 108,
}
"""Names of the groups with the number of each one's last article: they differ too much to be averaged."""

HOLD_OUT = "long newspaper stories"
"""The group that nothing is trained on or tuned to."""

FLOORS = HERE / "floors.json"
CEILINGS = {"traps fallen into", "wrong pins"}  # measures of errors: lower is better

MARK = re.compile(
    r"\[(?P<kind>[\^=~?!]?)(?P<name>[^\]|]+)(?:\|(?P<place>[^\]]+))?\]|\{(?P<event>\w+):(?P<trigger>[^}]+)\}"
)
FLAGS: dict[str, dict[str, Any]] = {
    "nowhere": {"places": []},
    "anywhere": {"any_place": True},
    "unplaced_ok": {"unplaced_ok": True},
    "other": {"modality": "other"},
    "modality?": {"modality": None},
    "negative": {"polarity": "negative"},
    "polarity?": {"polarity": None},
    "generic": {"genericity": "generic"},
    "maybe": {"must": False},
}
KINDS = {"": "literal", "^": "dateline", "=": "metonym", "~": "demonym"}


@cache
def places() -> dict[str, list[Any]]:
    """Return the place table: key -> [lat, lon, geonameid or None, feature code, radius in km]."""
    with (HERE / "places.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["key"]: [
                float(row["lat"]),
                float(row["lon"]),
                int(row["geonameid"]) if row["geonameid"] else None,
                row["code"],
                float(row["radius_km"]),
            ]
            for row in csv.DictReader(file)
        }


def articles() -> list[Path]:
    """Return the marked-up articles in order."""
    return sorted((HERE / "articles").glob("*.txt"))


def group_of(slug: str) -> str:
    """Return the group of an article, by the number that its name begins with."""
    return next(name for name, last in GROUPS.items() if int(slug.split("-", maxsplit=1)[0]) <= last)


def read(path: Path) -> dict[str, Any]:
    """Return the gold of one marked-up article, with the clean text under "text"."""
    head, body, lines = path.read_text(encoding="utf-8").split("===\n")
    header = dict(line.split(": ", 1) for line in head.splitlines())
    text, gold = _unmark(body.removesuffix("\n"))
    if "copy of" in header:
        original = (ROOT / header["copy of"]).read_text(encoding="utf-8")
        if text.rstrip() != original.rstrip():
            raise ValueError(f"{path.name} no longer has the text of {header['copy of']}: mark the new text up")
        text = original
    triggers = gold.pop("triggers")
    gold["events"] = [_event(line, triggers) for line in lines.splitlines()]
    told = [event["id"] for event in gold["events"]]
    if sorted(told) != sorted(triggers):
        raise ValueError(f"{path.name}: marked {sorted(triggers)}, described {sorted(told)}")
    named = {t["place"] for t in gold["toponyms"] + gold["demonyms"]}
    named.update(key for event in gold["events"] for key in event["places"])
    if unknown := named - places().keys():
        raise ValueError(f"{path.name}: no such key in places.csv: {sorted(unknown)}")
    dateline = next((t for t in gold["toponyms"] if t["kind"] == "dateline"), None)
    return {
        "text": text,
        "published": header["published"],
        "source": header.get("source"),
        "dateline": dateline and {"place": dateline["place"], "span": [dateline["start"], dateline["end"]]},
        "places": {key: places()[key] for key in sorted(named)},
        **gold,
    }


def _unmark(body: str) -> tuple[str, dict[str, Any]]:
    text, done = "", 0
    gold: dict[str, Any] = {"toponyms": [], "demonyms": [], "optional": [], "not_places": [], "triggers": {}}
    for mark in MARK.finditer(body):
        text += body[done : mark.start()]
        done, start = mark.end(), len(text)
        text += mark["name"] or mark["trigger"]
        span = [start, len(text)]
        if mark["event"]:
            gold["triggers"].setdefault(mark["event"], []).append(span)
        elif mark["kind"] in {"!", "?"}:
            gold["not_places" if mark["kind"] == "!" else "optional"].append(span)
        else:
            gold["demonyms" if mark["kind"] == "~" else "toponyms"].append(
                {
                    "start": span[0],
                    "end": span[1],
                    "text": mark["name"],
                    "place": (mark["place"] or mark["name"]).replace(" ", ""),
                    "kind": KINDS[mark["kind"]],
                }
            )
    return text + body[done:], gold


def _event(line: str, triggers: dict[str, list[list[int]]]) -> dict[str, Any]:
    line, _, note = line.partition(" -- ")
    name, types, *words = line.split()
    event: dict[str, Any] = {
        "id": name,
        "triggers": triggers.get(name, []),
        "types": types.split("|"),
        "places": [],
        "any_place": False,
        "unplaced_ok": False,
        "date": None,
        "modality": "asserted",
        "polarity": "positive",
        "genericity": "specific",
        "must": True,
        "actors": [],
        "note": note,
    }
    rest = iter(words)
    for word in rest:
        match word:
            case "at":
                event["places"] = next(rest).split(",")
            case "on":
                first, _, last = next(rest).partition("..")
                event["date"] = [first, last or first]
            case "by":
                event["actors"] = next(rest).split(",")
            case _ if word in FLAGS:
                event |= FLAGS[word]
            case _:
                raise ValueError(f"what is {word!r} in: {line}")
    return event


class Tally:
    """Counts over many stories; ``log`` keeps a line for each miss."""

    def __init__(self) -> None:
        self.right: Counter[str] = Counter()
        self.all: Counter[str] = Counter()
        self.log: list[str] = []

    def add(self, slug: str, gold: dict[str, Any], story: dict[str, Any]) -> None:
        """Count one story (`Story.to_dict`) against its gold."""
        self._toponyms(slug, gold, story["toponyms"])
        events = [{**event, "places": _drawn(event["places"])} for event in story["events"]]
        self._owed(slug, gold, events)
        self._told(slug, gold, events)

    def measures(self) -> dict[str, float]:
        """Return each measure's share, rounded down (ceilings: up) to three decimals."""
        shares = {}
        for name, total in ((name, total) for name, total in self.all.items() if total):
            share = 1000 * self.right[name] / total
            shares[name] = (math.ceil(share - 1e-9) if name in CEILINGS else math.floor(share + 1e-9)) / 1000
        return shares

    def table(self, floors: dict[str, float]) -> str:
        """Return the measures beside their floors, a line each."""
        lines = [f"{'measure':<32} {'count':>11} {'share':>6}  floor"]
        for name, share in self.measures().items():
            bound = f"{'<=' if name in CEILINGS else '>='} {floors[name]:.3f}" if name in floors else "none"
            flag = "  BROKEN" if name in broken({name: share}, floors) else ""
            lines.append(f"{name:<32} {self.right[name]:>5}/{self.all[name]:<5} {share:>6.3f}  {bound}{flag}")
        return "\n".join(lines)

    def _count(self, measure: str, line: str, *, hit: bool, error: bool = False) -> None:
        self.all[measure] += 1
        self.right[measure] += hit
        if hit == error:
            self.log.append(f"{measure}: {line}")

    def _mark(self, measure: str, line: str, *, hit: bool) -> None:
        """Count a right answer about an event that is found; what is owed has been counted."""
        self.right[measure] += hit
        if not hit:
            self.log.append(f"{measure}: {line}")

    def _toponyms(self, slug: str, gold: dict[str, Any], found: list[dict[str, Any]]) -> None:
        placed = [t for t in found if t["place"]]
        for owed in gold["toponyms"]:
            hit = any(_overlap(t, owed) and _right_place(t["place"], gold, [owed["place"]]) for t in placed)
            self._count("toponym recall", f"{slug} {owed['text']}", hit=hit)
        for owed in gold["demonyms"]:
            hit = any(_overlap(t, owed) and _right_place(t["place"], gold, [owed["place"]]) for t in placed)
            self._count("demonym recall", f"{slug} {owed['text']}", hit=hit)
        known = gold["toponyms"] + gold["demonyms"]
        optional = [{"start": a, "end": b} for a, b in gold["optional"]]
        for told in placed:
            if told["role"] == "demonym" or any(_overlap(told, o) for o in optional):
                continue
            hit = any(_overlap(told, o) and _right_place(told["place"], gold, [o["place"]]) for o in known)
            answer = f"{told['place']['name']} {told['place']['country_code']}"
            self._count("toponym precision", f"{slug} {told['text']} = {answer}", hit=hit)
        for start, end in gold["not_places"]:
            fell = any(_overlap(t, {"start": start, "end": end}) for t in placed)
            self._count("traps fallen into", f"{slug} {gold['text'][start:end]}", hit=fell, error=True)

    def _owed(self, slug: str, gold: dict[str, Any], told: list[dict[str, Any]]) -> None:
        for owed in gold["events"]:
            if not owed["must"]:
                continue
            line = f"{slug} {owed['id']} {gold['text'][slice(*owed['triggers'][0])]} {owed['types'][0]}"
            mine = [event for event in told if _tells(event, owed)]
            self._count("events found", line, hit=bool(mine))
            self.all["events right"] += 1
            self.all.update(f"{name} right" for name in ("type", "place", "modality", "polarity", "genericity"))
            self.all["actors' countries right"] += len(owed["actors"])
            self.all["date right"] += bool(owed["date"])
            if not mine:
                continue
            best = max(mine, key=lambda event: (sum(_marks(event, gold, owed)), _right_date(event, owed)))
            marks = _marks(best, gold, owed)
            answers = (best["type"], [f"{p['lat']:.1f},{p['lon']:.1f}" for p in best["places"]])
            answers += (best["modality"], best["polarity"])
            wanted = (owed["types"], owed["places"], owed["modality"], owed["polarity"])
            for name, hit, got, want in zip(
                ("type", "place", "modality", "polarity"), marks, answers, wanted, strict=True
            ):
                self._mark(f"{name} right", f"{line}: {got}, not {want}", hit=hit)
            self.right["events right"] += all(marks)
            hit = best["genericity"] == owed["genericity"]
            self._mark("genericity right", f"{line}: {best['genericity']}", hit=hit)
            countries = {actor["country"] for actor in best["actors"]}
            for country in owed["actors"]:
                self._mark("actors' countries right", f"{line}: {country}", hit=country in countries)
            if owed["date"]:
                got = best["date"] and (best["date"]["start"], best["date"]["end"])
                self._mark("date right", f"{line}: {got}, not {owed['date']}", hit=_right_date(best, owed))

    def _told(self, slug: str, gold: dict[str, Any], told: list[dict[str, Any]]) -> None:
        for event in told:
            same = [owed for owed in gold["events"] if _tells(event, owed)]
            line = f"{slug} {event['type']} {event['trigger']['text']}"
            self._count("told events that are in the text", line, hit=bool(same))
            if event["places"]:
                right = any(owed["any_place"] or _placed(event, gold, owed) for owed in same)
                self._count("wrong pins", line, hit=not right, error=True)


def broken(measures: dict[str, float], floors: dict[str, float]) -> list[str]:
    """Return the measures that are worse than their floors (or ceilings)."""
    return [
        name
        for name, share in measures.items()
        if name in floors and (share > floors[name] if name in CEILINGS else share < floors[name])
    ]


def raised(measures: dict[str, float], floors: dict[str, float]) -> dict[str, float]:
    """Return floors that are as good as the better of the two; never worse than ``floors``."""
    return {
        name: (min if name in CEILINGS else max)(share, floors.get(name, share)) for name, share in measures.items()
    }


def read_floors() -> dict[str, dict[str, float]]:
    """Return floors.json, by group of articles (nothing if there is none yet)."""
    return json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}


def measure(pipeline: Any) -> dict[str, Tally]:
    """Run the pipeline once over all articles and return the counts, by group of articles."""
    from geo import Article

    golds = [(path.stem, read(path)) for path in articles()]
    inputs = [Article(g["text"], published=g["published"], source=g["source"], id=slug) for slug, g in golds]
    tallies = {group: Tally() for group in GROUPS}
    for (slug, gold), story in zip(golds, pipeline.stream(inputs), strict=True):
        tallies[group_of(slug)].add(slug, gold, story.to_dict())
    return tallies


def _drawn(places: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the places that have a point: a name that the gazetteer does not know is as blank as none here."""
    return [place for place in places if place["lat"] is not None]


def _overlap(a: dict[str, Any], b: dict[str, Any]) -> bool:
    return bool(a["start"] < b["end"] and b["start"] < a["end"])


def _tells(event: dict[str, Any], owed: dict[str, Any]) -> bool:
    spans = [(event["trigger"]["start"], event["trigger"]["end"]), *event["mentions"]]
    return any(a < d and c < b for a, b in spans for c, d in owed["triggers"])


def _marks(event: dict[str, Any], gold: dict[str, Any], owed: dict[str, Any]) -> tuple[bool, bool, bool, bool]:
    return (
        event["type"] in owed["types"],
        _placed(event, gold, owed),
        owed["modality"] in {None, event["modality"]},
        owed["polarity"] in {None, event["polarity"]},
    )


def _placed(event: dict[str, Any], gold: dict[str, Any], owed: dict[str, Any]) -> bool:
    if owed["any_place"]:
        return True
    if not event["places"]:
        return not owed["places"] or bool(owed["unplaced_ok"])
    return any(_right_place(link, gold, owed["places"]) for link in event["places"])


def _right_place(point: dict[str, Any], gold: dict[str, Any], keys: list[str]) -> bool:
    """Whether a point (lon, lat in degrees) lies within the radius of one of the places."""
    for key in keys:
        lat, lon, _, _, radius_km = gold["places"][key]
        if _km(point["lon"], point["lat"], lon, lat) <= radius_km:
            return True
    return False


def _km(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    x1, y1, x2, y2 = map(math.radians, (lon1, lat1, lon2, lat2))
    h = math.sin((y2 - y1) / 2) ** 2 + math.cos(y1) * math.cos(y2) * math.sin((x2 - x1) / 2) ** 2
    return 12742 * math.asin(math.sqrt(min(1.0, h)))


def _right_date(event: dict[str, Any], owed: dict[str, Any]) -> bool:
    """Whether the dates overlap and the answer is at most 14 days longer than the gold (the shared scorer's rule)."""
    if not owed["date"] or not event["date"]:
        return False
    first, last = (date.fromisoformat(event["date"][end]).toordinal() for end in ("start", "end"))
    begin, end = (date.fromisoformat(day).toordinal() for day in owed["date"])
    return first <= end and begin <= last and last - first <= end - begin + 14

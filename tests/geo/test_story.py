"""A story in other hands: maps, notebooks, and libraries that read ``__geo_interface__``."""

from __future__ import annotations

import json

import folium
import geopandas as gpd
import pytest
from shapely.geometry import shape

from geo import OutputError, story
from geo.export import geojson
from maps import Map, render


@pytest.fixture(scope="module")
def shelling(pipeline):
    return pipeline.run(
        "Shells hit a market in Aleppo on Friday. Talks followed. Troops bombed villages in northern Syria."
    )


def test_geopandas_takes_a_story_as_it_is(shelling):
    frame = gpd.GeoDataFrame.from_features(shelling, crs="EPSG:4326")
    assert len(frame) == len(shelling.event_records) + len(shelling.toponym_records)
    assert frame.geometry.isna().sum() == 1  # the talks
    aleppo = frame[frame.text == "Aleppo"].geometry.iloc[0]
    assert (round(aleppo.x), round(aleppo.y)) == (37, 36)


def test_shapely_takes_its_geometries(shelling):
    features = shelling.__geo_interface__["features"]
    assert {shape(f["geometry"]).geom_type for f in features if f["geometry"]} == {"Point", "Polygon"}


def test_folium_takes_a_story_as_it_is(shelling):
    drawn = folium.Map()
    folium.GeoJson(shelling).add_to(drawn)
    assert "Aleppo" in drawn.get_root().render()


def test_the_interface_is_the_geojson_that_is_exported(shelling):
    assert json.loads(json.dumps(shelling.__geo_interface__)) == geojson([shelling])


def test_a_storys_map_is_the_page(shelling, tmp_path):
    drawn = shelling.map(title="Shelling", evidence="quotes")
    assert drawn.html == str(drawn) == render([shelling], title="Shelling", evidence="quotes")
    assert drawn.save(tmp_path / "map.html").read_text(encoding="utf-8") == drawn.html


def test_jupyter_shows_a_story_and_its_map_in_a_sandbox(shelling):
    assert shelling._repr_html_() == shelling.map()._repr_html_()
    assert shelling._repr_html_().startswith('<iframe title="Map of the story" sandbox="allow-scripts ')


def test_one_map_of_several_stories(shelling, pipeline):
    both = [shelling, pipeline.run("Protesters gathered in Oslo on Monday.")]
    assert Map(iter(both), title="Two").html == render(both, title="Two")


def test_where_nothing_draws_it_is_said(shelling, monkeypatch):
    monkeypatch.setattr(story, "entry_points", lambda **_: ())
    with pytest.raises(OutputError, match="install Dateline anew"):
        shelling.map()

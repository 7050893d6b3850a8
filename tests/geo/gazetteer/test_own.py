"""A user's own places: the table's columns, what is refused and why, names with dates of use."""

from __future__ import annotations

import pytest

from geo import Article, Gazetteer, GazetteerError, OutputError, Pipeline
from geo.gazetteer.own import compile_csv

HEAD = "name,lon,lat,alternate_names,country_code,admin1,admin2,feature_class,feature_code,population,radius_km,note\n"


def written(folder, text, name="mine.csv"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_example_has_no_row_that_is_refused(root, tmp_path):
    done = compile_csv(root / "data" / "examples" / "historic.csv", tmp_path)
    assert done.refused == ()
    assert done.places == 23


@pytest.mark.parametrize(
    ("name", "today", "used"),
    [
        ("Danzig", "Gdańsk", ("", "1945-12-31")),
        ("Stalingrad", "Volgograd", ("1925-04-10", "1961-11-09")),
        ("Tsaritsyn", "Volgograd", ("", "1925-04-09")),
        ("Constantinople", "Istanbul", ("0330-01-01", "1930-03-27")),
        ("Salisbury", "Harare", ("1890-01-01", "1982-04-17")),
        ("Koenigsberg", "Kaliningrad", ("", "1946-07-03")),
        ("Lourenço Marques", "Maputo", ("", "1976-02-02")),
    ],
)
def test_historic_names_lead_to_todays_place(layered, name, today, used):
    match = next(m for m in layered.matches(name) if m.used)
    assert (match.place.name, match.kind, match.used) == (today, "alias", (used,))


def test_every_column_is_read(tmp_path):
    row = "Camp Zeta,36.5,2.25,Zeta Camp|Zeta,KE,Marsabit,North Horr,L,CMPRF,1200,1.5,opened in spring\n"
    done = compile_csv(written(tmp_path, HEAD + row), tmp_path / "out")
    gazetteer = Gazetteer(done.path)
    (place,) = gazetteer.lookup("Zeta Camp")
    assert (place.name, place.lon, place.lat, place.population) == ("Camp Zeta", 36.5, 2.25, 1200)
    assert (place.country_code, place.admin1, place.admin2) == ("KE", "Marsabit", "North Horr")
    assert (place.feature_class, place.feature_code, place.radius_km) == ("L", "CMPRF", 1.5)
    assert gazetteer.note(place) == "opened in spring"
    assert place.provenance.provider == "mine.csv"
    assert len(place.provenance.version) == 64


@pytest.mark.parametrize(
    ("row", "cause"),
    [
        ("Nowhere,200,2", "lon '200' is not between -180 and 180 degrees"),
        ("Nowhere,2,", "lat '' is not between -90 and 90 degrees"),
        ("Nowhere,2,nan", "lat 'nan' is no number"),
        ("?!,2,3", "has no letter or digit"),
        ("Nowhere,2,3,,ZZ", "country_code 'ZZ' is no ISO 3166-1 alpha-2 code"),
        ("Nowhere,2,3,,,Ohio", "admin1 'Ohio' without country_code"),
        ("Nowhere,2,3,,,,,Q", "feature_class 'Q' is none of GeoNames'"),
        ("Nowhere,2,3,,,,,,,many", "population 'many' is no number"),
        ("Nowhere,2,3,,,,,,,1.5", "population '1.5' is no whole number"),
        ("Nowhere,2,3,,,,,,,,-1", "radius_km -1 is not between"),
        ("Nowhere,2,3,,,,,,,,,note,more", "more fields than the header"),
    ],
)
def test_a_bad_row_is_told_and_the_others_kept(tmp_path, row, cause):
    done = compile_csv(written(tmp_path, HEAD + row + "\nZetaville,2,3\n"), tmp_path / "out")
    (reason,) = done.refused
    assert "mine.csv line 2: " in reason
    assert cause in reason
    assert Gazetteer(done.path).lookup("Zetaville")


@pytest.mark.parametrize(
    ("columns", "row", "cause"),
    [
        ("name,lon,lat,used_from", "Nowhere,1,2,long ago", "used_from 'long ago' is no year or ISO date"),
        ("name,lon,lat,used_from,used_to", "Nowhere,1,2,1950,1940", "used_from '1950' is after used_to '1940'"),
        ("name,lon,lat,geonameid", "Nowhere,,,999999999", "geonameid 999999999 is not in the gazetteer"),
    ],
)
def test_bad_dates_and_ids_are_told(tmp_path, columns, row, cause):
    done = compile_csv(written(tmp_path, f"{columns}\n{row}\nZetaville,2,3\n"), tmp_path / "out")
    assert cause in done.refused[0]


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("name,lon\nA,1\n", "lacks the column 'lat'"),
        ("name,lon,lat,colour\nA,1,2,red\n", "unknown column 'colour'"),
        ("name,lon,lat\n", "none of its 0 rows can be used"),
        ("", "lacks the column 'name'"),
        ('name,lon,lat\n"A,1,2\n', "no CSV"),
        ("name,lon,lat\nA,999,2\n", "none of its 1 rows can be used; the first: .* line 2: lon '999'"),
    ],
)
def test_a_table_of_no_use_is_refused_in_one_line(tmp_path, text, cause):
    with pytest.raises(GazetteerError, match=cause) as caught:
        compile_csv(written(tmp_path, text), tmp_path / "out")
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_what_is_no_table_is_refused(tmp_path):
    with pytest.raises(GazetteerError, match=r"can't be read \(No such file"):
        compile_csv(tmp_path / "none.csv", tmp_path)
    (tmp_path / "latin.csv").write_bytes("name,lon,lat\nKöln,6.9,50.9\n".encode("latin-1"))
    with pytest.raises(GazetteerError, match=r"no UTF-8 text \(byte 14\)"):
        compile_csv(tmp_path / "latin.csv", tmp_path)
    with pytest.raises(OutputError, match="can't be written"):
        compile_csv(written(tmp_path, "name,lon,lat\nA b,1,2\n"), tmp_path / "latin.csv")


def test_a_name_in_use_on_the_day_outweighs_one_that_is_not(layered):
    pipeline = Pipeline(gazetteer=layered)
    text = "Police in Salisbury arrested two men on Friday after a fire in the market."
    told = {}
    for day in ("1965-03-01", "2016-03-01", None):
        (toponym,) = pipeline.run(Article(text, published=day)).toponym_records
        told[day] = toponym
    assert told["1965-03-01"].place.name == "Harare"
    assert ("name in use 1890–1982", 1.0) in told["1965-03-01"].why
    assert told["2016-03-01"].candidates[0].place.name == "Salisbury"
    assert told[None].candidates[0].place.name == "Harare", "without a day the dates say nothing"


def test_a_name_of_the_past_is_known_still(layered):
    pipeline = Pipeline(gazetteer=layered)
    text = "The army that besieged Stalingrad surrendered in February."
    then, now = (pipeline.run(Article(text, published=day)).toponym_records[0] for day in ("1943-02-10", "2016-02-10"))
    assert then.place.name == now.place.name == "Volgograd"
    assert then.confidence > now.confidence
    assert ("name in use 1925–1961, not on 2016-02-10", -4.0) in now.why


IDS = "name,geonameid,lon,lat,country_code,admin1,population,note\n"


@pytest.mark.parametrize(
    ("rows", "line", "columns"),
    [
        ("Tsarzeta,472757,1,2,,,5,\n", 2, "lon, lat, population"),
        ("Tsarzeta,472757,x,,FR,Ohio,,\n", 2, "lon, country_code, admin1"),
        ("Tsarzeta,472757,,,,,,on the Volga\nZetagrad,472757,,,,,,in the steppe\n", 3, "note"),
        ("Zetaville,,1,2,KE,Marsabit,5,\nZetaville,,1,2,KE,Nairobi,6,\n", 3, "admin1, population"),
    ],
)
def test_what_the_gazetteer_or_a_row_above_says_otherwise_is_told_and_not_used(tmp_path, rows, line, columns):
    done = compile_csv(written(tmp_path, IDS + rows), tmp_path / "out")
    (told,) = done.unused
    assert told.startswith(f"{tmp_path / 'mine.csv'} line {line}: {columns} not used: ")
    assert "\n" not in told
    assert (done.refused, done.places) == ((), 1)
    (place,) = Gazetteer(done.path).lookup(rows.partition(",")[0])
    assert (place.name, place.population > 5) in (("Volgograd", True), ("Zetaville", False))


def test_what_is_said_again_is_nothing_to_tell(tmp_path):
    volgograd = Gazetteer().by_geonameid(472757)
    again = f"{volgograd.lon},{volgograd.lat},ru,{volgograd.admin1},{volgograd.population},\n"
    rows = f"Tsarzeta,472757,{again}Zetagrad,472757,{again}Barça,,2.17,41.38,ES,Catalunya,,\nBarça,,2.17,41.38,ES,,,\n"
    assert compile_csv(written(tmp_path, IDS + rows), tmp_path / "out").unused == ()


def test_geonames_is_named_for_what_is_copied_from_it_and_for_nothing_else(tmp_path):
    rows = "Tsarzeta,472757,,,,,,\nZetaville,,1,2,,,,\n"
    mixed = Gazetteer(compile_csv(written(tmp_path, IDS + rows), tmp_path / "out").path)
    assert mixed.lookup("Tsarzeta")[0].provenance.attribution == "GeoNames (CC BY 4.0)"
    assert mixed.lookup("Zetaville")[0].provenance.attribution is None
    done = compile_csv(written(tmp_path, IDS + "Zetaville,90000001,1,2,,,,\n"), tmp_path / "own")
    assert Gazetteer(done.path).lookup("Zetaville")[0].provenance.attribution is None


@pytest.mark.parametrize("column", ["population", "geonameid"])
def test_a_number_that_no_reader_holds_is_told(tmp_path, column):
    table = f"name,lon,lat,{column}\nNowhere,1,2,{'9' * 30}\nZetaville,2,3,{2**53 - 1}\n"
    done = compile_csv(written(tmp_path, table), tmp_path / "out")
    assert f"line 2: {column} " in done.refused[0]
    assert getattr(Gazetteer(done.path).lookup("Zetaville")[0], column) == 2**53 - 1

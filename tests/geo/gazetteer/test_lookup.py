"""The compiled gazetteer: names, kinds of names, extents, reverse look-up, damaged files."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import Gazetteer, GazetteerError
from geo.gazetteer import abbreviation_key, normalise, sound_key, without_article
from geo.geometry import distance_km


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Aleppo", "ALEPPO"),
        ("Dārayyā", "Darayya"),
        ("Sana'a", "Sanaa"),
        ("Sana’a", "Sanaʿa"),
        ("St. Louis", "Saint Louis"),
        ("Port-au-Prince", "Port au Prince"),
        ("The Hague", "Hague"),
        ("Fort Worth", "Ft. Worth"),
        ("Łódź", "Lodz"),
        ("Besançon", "besancon"),
        ("Trinidad & Tobago", "Trinidad and Tobago"),
    ],
)
def test_spellings_of_one_name_share_a_key(one, other):
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(("one", "other"), [("Niger", "Nigeria"), ("Paris", "Pari"), ("New York", "York")])
def test_different_names_do_not(one, other):
    assert normalise(one) != normalise(other)


@given(st.text())
def test_normalising_twice_changes_nothing(text):
    key = normalise(text)
    assert normalise(key) == key
    assert key == key.strip()


@pytest.mark.parametrize(
    ("name", "key"), [("U.S.", ".us"), ("Calif.", ".calif"), ("W.Va.", ".wva"), ("UAE", ".uae"), ("N. C.", ".nc")]
)
def test_abbreviations_have_keys_of_their_own(name, key):
    assert abbreviation_key(name) == key


@pytest.mark.parametrize("name", ["us", "in", "Paris", "New York"])
def test_words_are_no_abbreviations(name):
    assert abbreviation_key(name) is None


def test_arabic_articles():
    assert without_article("al-Hasakah") == "Hasakah"
    assert without_article("Deir ez-Zor") == "Deir Zor"
    assert without_article("Albany") is None


@pytest.mark.parametrize(
    ("name", "code", "country"),
    [
        ("Aleppo", "PPLA", "SY"),
        ("Paris", "PPLC", "FR"),
        ("Syria", "PCLI", "SY"),
        ("Georgia", "PCLI", "GE"),
        ("Texas", "ADM1", "US"),
        ("Idlib province", "ADM1", "SY"),
        ("al-Hasakah", "ADM1", "SY"),
        ("Avoyelles Parish", "ADM2", "US"),
        ("Kharkov", "PPLA", "UA"),
        ("Qamishli", "PPLA2", "SY"),
        ("Hodeidah", "PPLA", "YE"),
        ("Bombay", "PPLA", "IN"),
        ("Khan Younis", "PPLA2", "PS"),
        ("U.A.E.", "PCLI", "AE"),
        ("Calif.", "ADM1", "US"),
        ("W.Va.", "ADM1", "US"),
    ],
)
def test_the_likeliest_place_of_a_name(gazetteer, name, code, country):
    best = gazetteer.lookup(name)[0]
    assert (best.feature_code, best.country_code) == (code, country)


SPELLINGS = {
    "SY": (
        "Hassakeh|Al Hasakeh|el-Hasaka|Hasaka|Al-Hassaka|Daraya|Darayya|Dārayyā|Darayyah|Qamishly|"
        "Kamishli|Deir Ezzor|Deir al-Zour|Dayr az-Zawr|Lattakia|Latakiya|Sweida|Suweida|as-Suwayda|"
        "Zabadani|al-Rastan|Ar Rastan|Raqqah|ar-Raqqa|Rakka|Al Mayadeen|Mayadin|Abu Kamal|Albukamal|"
        "Khan Sheikhun|Khan Shaykhoun|Maarrat al-Numan|Jisr ash-Shughour|Jisr al-Shughur|Tal Abyad|"
        "Tell Abiad"
    ),
    "LY": "Misrata|Misurata|Benghasi|Bengazi|Ajdabiyah|Ajdabia|Zawiyah|Az-Zawiya",
    "IQ": (
        "Fallujah|Falluja|Al-Falloujah|Ramadi|Nassiriya|Nasiriyah|An Nasiriya|Diwaniya|Baquba|Ba'qubah|"
        "Najaf|Tikrit|Kirkuk"
    ),
    "YE": "Sana'a|Sanaa|Hodeidah|Hudaydah|Al-Hudaida|Taiz|Ta'izz|Mukalla",
    "PS": (
        "Khan Yunis|Khan Younes|Khan Yunus|Khan Younis|Rafah|Beit Lahiya|Beit Lahia|Bayt Hanoun|"
        "Beit Hanun|Deir el-Balah|Jabaliya|Jabalya|Qalqilya|Kalkilya|Nablous"
    ),
    "SD": "Omdourman|Port Soudan|Nyala|El-Obeid|Al Ubayyid",
    "EG": "Alexandria|Ismailiya|Al-Ismailiyyah|Mansoura|Mansura|Zagazig|Qena",
    "UA": (
        "Kharkov|Kharkiv|Lvov|Lviv|Odesa|Kiev|Kyiv|Nikolaev|Mykolaiv|Chernigov|Zaporozhye|Zaporizhia|"
        "Dnepropetrovsk|Lugansk|Luhansk|Gorlovka|Makeyevka|Makeevka|Debaltsevo|Debaltseve|Avdeevka|"
        "Avdeyevka|Slavyansk|Sloviansk|Slaviansk|Bakhmout|Severodonetsk|Sievierodonetsk|Lisichansk|"
        "Lysychansk|Vinnitsa|Chernobyl|Ternopol|Rovno|Krivoy Rog|Kremenchug|Mariupol|Berdyansk|"
        "Simferopol|Feodosiya|Yevpatoriya"
    ),
    "RU": (
        "Nizhni Novgorod|Yekaterinburg|Ekaterinburg|Belgorod|Vladikavkaz|Groznyy|Makhachkala|Khasavyurt|"
        "Leningrad|Stalingrad|Petrograd|Sverdlovsk|Kuibyshev|Königsberg"
    ),
    "BY": "Brest-Litovsk|Gomel|Homyel|Vitebsk|Mogilev|Grodno|Hrodna",
    "KZ": "Alma-Ata|Almaty|Semipalatinsk",
    "IN": "Bombay|Madras|Calcutta|Bangalore|Poona|Benares|Cawnpore",
    "VN": "Saigon",
    "CN": (
        "Peking|Nanking|Tientsin|Canton|Chungking|Tsingtao|Hangchow|Soochow|Mukden|Amoy|Foochow|Sian|"
        "Chengtu|Kwangtung|Szechwan|Sinkiang"
    ),
    "TR": "Constantinople|Smyrna|Angora|Adrianople",
    "MM": "Burma|Rangoon",
    "CD": "Zaire|Leopoldville|Elisabethville|Stanleyville",
    "ZW": "Rhodesia|Salisbury",
    "LK": "Ceylon",
    "IR": "Persia",
    "TH": "Siam",
    "BF": "Upper Volta",
    "BJ": "Dahomey",
    "SZ": "Swaziland",
    "MZ": "Lourenço Marques",
    "ET": "Abyssinia",
    "ID": "Batavia|Djakarta",
    "KR": "Pusan|Taegu|Inchon|Kwangju",
    "PL": "Danzig|Breslau",
    "LT": "Memel",
    "SK": "Pressburg",
    "GR": "Salonika",
    "BD": "Dacca",
    "DE": "Karl-Marx-Stadt",
    "ME": "Titograd",
    "KG": "Frunze",
    "GE": "Tiflis",
    "AM": "Erivan",
    "TD": "Fort Lamy",
    "US": "St. Louis|Ft. Worth|Mt. Vernon|Ft Lauderdale|W. Palm Beach",
    "GB": "St Albans|Stratford upon Avon|Stratford-upon-Avon",
}
"""By country, spellings and former names as news and history books have them; own choice, not from a corpus."""


@pytest.mark.parametrize(("country", "names"), SPELLINGS.items())
def test_transcribed_and_former_names_are_found(gazetteer, country, names):
    lost = [name for name in names.split("|") if gazetteer.lookup(name)[:1] == ()]
    elsewhere = [name for name in names.split("|") if gazetteer.lookup(name)[:1] and
                 gazetteer.lookup(name)[0].country_code != country]  # fmt: skip
    assert (lost, elsewhere) == ([], [])


def test_sounds_answer_only_where_no_name_does(gazetteer):
    match = gazetteer.matches("Al-Hassaka")[0]
    assert (match.kind, match.place.country_code) == ("alternate", "SY")
    assert gazetteer.lookup("al-hassaka") == (), "a word in lower case is no such name"
    assert gazetteer.matches("Aleppo")[0].kind == "primary"


@pytest.mark.parametrize(
    "word", ["Miller", "Abbess", "Allied", "Haley", "Karen", "Arrive", "Boucher", "Sheila", "Ivanova"]
)
def test_words_and_persons_names_do_not_sound_like_places(gazetteer, word):
    assert gazetteer._by_sound(word) == ()


def test_a_sound_key_is_one_for_all_transcriptions():
    assert len({sound_key(name, "arabic") for name in ("al-Hasakah", "Hasaka", "Al Hasakeh", "el-Hassaka")}) == 1
    assert len({sound_key(name, "cyrillic") for name in ("Kharkiv", "Kharkov")}) == 1
    assert len({sound_key(name, "cyrillic") for name in ("Avdiivka", "Avdeevka", "Avdeyevka")}) == 1
    assert sound_key("Hama", "arabic") is None, "too little is left"


@pytest.mark.parametrize(
    ("name", "code", "unit"),
    [
        ("Hillsborough Township", "ADM3", "NJ"),
        ("Bedminster Twp.", "ADM3", "PA"),
        ("Town of Cornwall", "PPL", "NY"),
        ("Blount Co.", "ADM2", "TN"),
        ("W. Hartford", "PPL", "CT"),
        ("Cobbs Creek", "PPL", "VA"),
        ("River Wabash", "STM", None),
    ],
)
def test_small_places_and_shortened_names(gazetteer, name, code, unit):
    assert any(p.feature_code == code and unit in (p.admin1_code, None) for p in gazetteer.lookup(name))


def test_census_places_do_not_repeat_what_is_there(gazetteer):
    twice = []
    for name in ("Princeton", "Annville", "Hershey", "Chapel Hill", "Cambridge", "Brattleboro", "Silver Spring"):
        towns = [p for p in gazetteer.lookup(name) if (p.name, p.country_code, p.feature_class) == (name, "US", "P")]
        twice += [
            name for i, one in enumerate(towns) for other in towns[i + 1 :]
            if one.admin1_code == other.admin1_code and distance_km(one.lon, one.lat, other.lon, other.lat) < 15
        ]  # fmt: skip
    assert twice == []


def test_most_first_level_units_have_a_polygon_that_holds_their_towns(gazetteer):
    import shapely

    large = {country.country_code for country in gazetteer.countries() if country.population > 1_000_000} - {"PR"}
    with closing(sqlite3.connect(gazetteer.path)) as db:
        rows = db.execute("SELECT id, country_code FROM place WHERE feature_code = 'ADM1'").fetchall()
    units = [gazetteer.place(i) for i, code in rows if code in large]
    outlined = [unit for unit in units if gazetteer.shape(unit) is not None]
    assert len(outlined) / len(units) > 0.85
    assert all(gazetteer.shape(unit).is_valid for unit in outlined)
    for town, unit in (("Aleppo", "Aleppo"), ("Houston", "Texas"), ("Kazan", "Tatarstan"), ("Toulouse", "Occitanie")):
        place, area = gazetteer.lookup(town)[0], next(p for p in gazetteer.lookup(unit) if p.feature_code == "ADM1")
        assert shapely.contains(gazetteer.shape(area), shapely.Point(place.lon, place.lat)), unit


@pytest.mark.parametrize("name", ["Xyzzyville", "", "   ", "'", "a" * 5000, "\ud800", "'; DROP TABLE place;--"])
def test_unknown_and_strange_names_are_no_places(gazetteer, name):
    assert gazetteer.lookup(name) == ()


def test_a_word_in_lower_case_is_no_abbreviation(gazetteer):
    assert all(place.feature_code != "ADM1" for place in gazetteer.lookup("in"))
    assert gazetteer.lookup("IN")[0].admin1_code == "IN"


def test_alternate_names_rank_below_primary_ones(gazetteer):
    kinds = [match.kind for match in gazetteer.matches("White House")]
    assert kinds.index("primary") < kinds.index("alternate")
    assert gazetteer.lookup("White House")[0].country_code == "US"


def test_demonyms_are_marked(gazetteer):
    match = gazetteer.matches("Syrians")[0]
    assert (match.kind, match.place.country_code) == ("demonym", "SY")
    assert gazetteer.matches("Texan")[0].place.name == "Texas"


def test_reference_points_are_geonames_own(gazetteer):
    united_states = gazetteer.country("US")
    assert (united_states.lon, united_states.lat) == (-98.5, 39.76)


def test_countries_have_polygons_and_boxes(gazetteer):
    import shapely

    syria = gazetteer.country("SY")
    assert shapely.contains(gazetteer.shape(syria), shapely.Point(37.16, 36.2))
    west, south, east, north = syria.bbox
    assert west < 36 < east
    assert south < 33 < north
    today = [country for country in gazetteer.countries() if country.feature_code != "PCLH"]
    without = [country.name for country in today if country.bbox is None or country.radius_km <= 0]
    assert without == []


def test_boxes_keep_to_the_main_body_and_cross_the_antimeridian(gazetteer):
    assert gazetteer.country("FR").bbox[0] > -10, "French Guiana is not in France's box"
    assert gazetteer.country("US").bbox[2] < -60
    west, _, east, _ = gazetteer.country("FJ").bbox
    assert west > east
    west, _, east, _ = gazetteer.country("RU").bbox
    assert (west > 15, east < 0) == (True, True)


def test_seas_have_extents(gazetteer):
    black_sea = gazetteer.lookup("Black Sea")[0]
    assert black_sea.feature_class == "H"
    assert black_sea.radius_km > 300
    assert gazetteer.shape(black_sea) is not None


def test_disputed_areas_say_how_they_are_treated(gazetteer):
    for name in ("Crimea", "Golan Heights", "Western Sahara", "Kashmir", "Kosovo", "Taiwan"):
        assert any(gazetteer.note(place) for place in gazetteer.lookup(name)), name


@pytest.mark.parametrize(
    ("name", "unit", "code"),
    [("Conroe", "Montgomery County", "PPLA2"), ("Hillsborough Township", "Somerset County", "ADM3"),
     ("Cobbs Creek", "Mathews County", "PPL"), ("Manbij", "Manbij District", "PPLA2"),
     ("Cook County", "Cook County", "ADM2")],
)  # fmt: skip
def test_second_level_units_have_names(gazetteer, name, unit, code):
    assert (unit, code) in [(place.admin2, place.feature_code) for place in gazetteer.lookup(name)]
    assert gazetteer.lookup("Texas")[0].admin2 is None


def test_metonyms(gazetteer):
    assert gazetteer.metonym("Kremlin") == ("RUS", "GOV")
    assert gazetteer.metonym("the Pentagon") == ("USA", "MIL")
    assert gazetteer.metonym("Springfield") is None


def test_towns_near_a_point_come_nearest_first(gazetteer):
    near = gazetteer.near(37.16, 36.2, 30)
    assert near[0][0].name == "Aleppo"
    distances = [distance for _, distance in near]
    assert distances == sorted(distances)
    assert max(distances) <= 30


def test_near_works_across_the_antimeridian_and_at_the_pole(gazetteer):
    across = {place.lon < 0 for place, _ in gazetteer.near(179.95, -16.7, 300)}
    assert across == {True, False}
    assert gazetteer.near(0, -90, 50) == ()
    assert gazetteer.near(180, 90, 50) == ()


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_near_never_fails_and_keeps_its_radius(gazetteer, lon, lat):
    for place, distance in gazetteer.near(lon, lat, 60):
        assert distance <= 60
        assert abs(distance - distance_km(lon, lat, place.lon, place.lat)) < 1e-9


def test_holding_finds_unit_country_and_sea(gazetteer):
    assert gazetteer.holding(2.35, 48.85)[0].country_code == "FR"
    assert gazetteer.holding(35, 43)[0].name == "Black Sea"
    assert [place.feature_code for place in gazetteer.holding(37.16, 36.2)] == ["ADM1", "PCLI"]
    assert [place.country_code for place in gazetteer.holding(34.1, 44.95)] == ["UA", "UA"], "as ISO 3166 files Crimea"
    assert gazetteer.holding(-155.5, 19.6)[-1].country_code == "US", "outside the box of the country's main body"


def test_a_place_by_its_id(gazetteer):
    aleppo = gazetteer.lookup("Aleppo")[0]
    assert gazetteer.place(aleppo.id) == aleppo
    with pytest.raises(KeyError):
        gazetteer.place(10**9)


def test_the_file_records_what_it_was_made_from(gazetteer):
    info = gazetteer.info()
    assert int(info["rows places"]) > 280_000
    assert "sha256 packages.toml" in info


def test_missing_damaged_and_foreign_files_are_told_with_a_remedy(tmp_path):
    with pytest.raises(GazetteerError, match=r"missing; compile it with"):
        Gazetteer(tmp_path / "none.sqlite")
    (tmp_path / "text.sqlite").write_text("no database at all, only words " * 100)
    with pytest.raises(GazetteerError, match=r"can't be read"):
        Gazetteer(tmp_path / "text.sqlite")
    with closing(sqlite3.connect(tmp_path / "other.sqlite")) as other:
        other.executescript("PRAGMA user_version = 99; VACUUM;")
    with pytest.raises(GazetteerError, match=r"layout 99"):
        Gazetteer(tmp_path / "other.sqlite")


@pytest.mark.parametrize("name", ["Muramvya", "Texas", "Idlib province", "Black Sea", "Sahel", "Sarajevo Canton"])
def test_units_and_regions_have_a_radius(gazetteer, name):
    assert gazetteer.lookup(name)[0].radius_km > 5


@pytest.mark.parametrize(
    ("source", "home"),
    [
        ("lfpress.com", ("London", "Ontario")),
        ("https://www.lfpress.com/news/article-1", ("London", "Ontario")),
        ("sports.lfpress.com", ("London", "Ontario")),
        ("London Free Press", ("London", "Ontario")),
        ("The Evening Post (Perth, Scotland)", ("Perth", "Scotland")),
        ("The Evening Post (Nowhere, Scotland)", None),
        ("dawn.com", ("Pakistan", None)),
        ("reuters.com", None),
        ("nobody.example", None),
        ("", None),
    ],
)
def test_outlets(gazetteer, source, home):
    place = gazetteer.outlet(source)
    assert (place and (place.name, place.admin1)) == home

"""Corrections: what the user says a name means goes before all evidence, is told, and helps the other names."""

from __future__ import annotations

import pytest

from geo import Article, GazetteerError, Pipeline
from geo.resolve import Overrides

TEXT = "Crews in Springfield closed two bridges on Friday. Turkey was served in Springfield at noon."


def corrected(gazetteer, tmp_path, rules):
    path = tmp_path / "overrides.toml"
    path.write_text(rules, encoding="utf-8")
    return Pipeline(gazetteer=gazetteer, overrides=path)


def named(story, name):
    return [toponym for toponym in story.toponym_records if toponym.text == name]


@pytest.mark.parametrize("way", ['within = "Illinois"', "geonameid = 4250542"])
def test_a_name_means_what_the_user_says(gazetteer, tmp_path, way):
    pipeline = corrected(gazetteer, tmp_path, f'[[place]]\nname = "Springfield"\n{way}\n')
    found = named(pipeline.run(TEXT), "Springfield")
    assert [t.place.admin1 for t in found] == ["Illinois", "Illinois"]
    assert found[0].confidence == 0.99
    assert found[0].why[0] == ("overrides.toml: Springfield is Springfield, Illinois", 10.0)


def test_a_point_of_the_users_own(gazetteer, tmp_path):
    rules = '[[place]]\nname = "Camp Zeta"\nlon = 36.5\nlat = 2.25\ncountry_code = "KE"\nadmin1 = "Marsabit"\n'
    (camp,) = named(corrected(gazetteer, tmp_path, rules).run("Soldiers raided Camp Zeta on Monday."), "Camp Zeta")
    assert (camp.place.lon, camp.place.lat, camp.place.admin1) == (36.5, 2.25, "Marsabit")
    assert camp.place.admin1_code
    assert camp.place.provenance.provider == "overrides.toml"


def test_a_name_that_is_never_mapped_has_no_place_and_says_why(gazetteer, tmp_path):
    text = "Turkey and Greece signed a treaty. Officials of Turkey met those of Greece in Athens."
    assert named(Pipeline(gazetteer=gazetteer).run(text), "Turkey")[0].place is not None
    story = corrected(gazetteer, tmp_path, '[[never]]\nname = "Turkey"\n').run(text)
    turkey = named(story, "Turkey")
    assert [toponym.place for toponym in turkey] == [None, None]
    assert turkey[0].why[0] == ("overrides.toml: Turkey is never mapped", 10.0)
    assert named(story, "Athens")[0].place is not None
    mapped = {story.toponym_records[link.toponym].text for event in story.event_records for link in event.places
              if link.lon is not None}  # fmt: skip
    assert "Turkey" not in mapped


def test_a_name_that_hardly_reads_as_a_place_says_too_why_it_is_never_mapped(gazetteer, tmp_path):
    text = "Police in Orlando shot a man on Monday. Chad was wounded in the attack."
    assert named(Pipeline(gazetteer=gazetteer).run(text), "Chad")[0].place.name == "Chad"
    story = corrected(gazetteer, tmp_path, '[[never]]\nname = "Chad"\n').run(text)
    (chad,) = named(story, "Chad")
    assert (chad.place, chad.why[0]) == (None, ("overrides.toml: Chad is never mapped", 10.0))
    drawn = [[story.toponym_records[link.toponym].text for link in event.places] for event in story.event_records]
    assert ["Chad"] not in drawn


def test_a_rule_may_be_for_one_outlet(gazetteer, tmp_path):
    rules = (
        '[[place]]\nname = "Springfield"\nwithin = "Missouri"\n'
        '[[place]]\nname = "Springfield"\nwithin = "Illinois"\nsource = "sj-r.com"\n'
    )
    pipeline = corrected(gazetteer, tmp_path, rules)
    for source, unit in (("sj-r.com", "Illinois"), ("www.sj-r.com", "Illinois"), ("other.example", "Missouri"),
                         (None, "Missouri")):  # fmt: skip
        story = pipeline.run(Article(TEXT, source=source))
        assert named(story, "Springfield")[0].place.admin1 == unit, source


def test_a_rule_may_be_for_exact_letters(gazetteer, tmp_path):
    rules = Overrides.read(
        _file(tmp_path, '[[never]]\nname = "MAY"\ncase = true\n[[never]]\nname = "Mobile"\n'), gazetteer
    )
    assert rules.ruling("May", None) is None
    assert rules.ruling("MAY", None).place is None
    assert rules.ruling("MOBILE", None) is not None


def test_what_the_user_says_helps_the_other_names(gazetteer, tmp_path):
    text = "Fires burned near Sunnyfield and Paris. Paris residents fled."
    rules = '[[place]]\nname = "Sunnyfield"\nlon = -95.5\nlat = 33.6\ncountry_code = "US"\nadmin1 = "Texas"\n'
    alone = named(Pipeline(gazetteer=gazetteer).run(text), "Paris")[0]
    helped = named(corrected(gazetteer, tmp_path, rules).run(text), "Paris")[0]
    texas = [next((c.score for c in t.candidates if c.place.admin1 == "Texas"), 0.0) for t in (alone, helped)]
    assert texas[1] > texas[0]


def test_a_name_nobody_would_read_as_a_place_becomes_one(gazetteer, tmp_path):
    text = "Nothing moved. However, Never is a hamlet to some."
    rules = '[[place]]\nname = "Never"\nlon = 1.0\nlat = 2.0\n'
    (never,) = named(corrected(gazetteer, tmp_path, rules).run(text), "Never")
    assert text[never.start : never.end] == "Never"


def _file(tmp_path, rules):
    path = tmp_path / "overrides.toml"
    path.write_text(rules, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("rules", "cause"),
    [
        ('[[place]\nname = "A"', "is no TOML"),
        ('[[town]]\nname = "A"', "'town' is no part of a corrections file"),
        ('place = "A"', "'place' is no part of a corrections file"),
        ('[[place]]\nwithin = "Ohio"', r"number 1 has no name"),
        ('[[place]]\nname = "Dayton"', "say which place 'Dayton' is by one of"),
        ('[[place]]\nname = "Dayton"\nlon = 1.0', "say which place 'Dayton' is by one of"),
        ('[[place]]\nname = "Dayton"\nwithin = "Bavaria"', "no place called 'Dayton' is known in 'Bavaria'"),
        ('[[place]]\nname = "Dayton"\ngeonameid = 999999999', "999999999 is not in the gazetteer"),
        ('[[place]]\nname = "Dayton"\ngeonameid = "x"', "geonameid is 'x'; write a whole number"),
        ('[[place]]\nname = "Dayton"\ngeonameid = true', "geonameid is True; write a whole number"),
        ('[[place]]\nname = "Dayton"\nlon = nan\nlat = 1.0', "lon is nan; write a number"),
        ('[[place]]\nname = "Dayton"\nlon = 500\nlat = 1', "not on the globe"),
        ('[[place]]\nname = "Dayton"\nlon = 5\nlat = 1\ncountry_code = "ZZ"', "no ISO 3166-1"),
        ('[[never]]\nname = "Dayton"\ngeonameid = 1', "unknown key 'geonameid'"),
        ('[[never]]\nname = "Dayton"\ncase = "yes"', "case is 'yes'; write true or false"),
        ("[[never]]\nname = 5", "name is 5; write text in quotes"),
        ("a = " + "[" * 5000, r"is no TOML \(too deep\); mend that place"),
        (f"[[never]]\nname.{'a.' * 5000}b = 1", "name is {.*; write text in quotes"),
        (f"[[place]]\nname = 'Dayton'\nlon = 1{'0' * 400}\nlat = 1", "lon is out of range; write a number"),
        (f"[[place]]\nname = 'Dayton'\nlon = 1\nlat = 0x{'f' * 9000}", "lat is out of range; write a number"),
        (f"[[place]]\nname = 'Dayton'\ngeonameid = {2**70}", "geonameid is out of range; write a number"),
        ("[[place]]\nname = 'Dayton'\nlon = 1\nlat = 1\nradius_km = 1e308", "radius_km is out of range"),
        (
            "[[place]]\nname = 'Dayton'\nlon = 1\nlat = 1\nradius_km = -5",
            "radius_km -5 is not between 0 and 20040; corr",
        ),
        ("[[place]]\nname = 'Dayton'\nlon = 1\nlat = 1\nradius_km = 3e4", "radius_km 30000 is not between"),
        ("[[place]]\nname = 'Dayton'\nlon = 1\nlat = 1\nfeature_class = 'Q'", "feature_class 'Q' is none of GeoNames'"),
    ],
)
def test_a_bad_rule_is_one_line_with_a_remedy(gazetteer, tmp_path, rules, cause):
    with pytest.raises(GazetteerError, match=cause) as caught:
        Overrides.read(_file(tmp_path, rules), gazetteer)
    assert "overrides.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_and_one_that_is_no_text(gazetteer, tmp_path):
    with pytest.raises(GazetteerError, match=r"can't be read \(No such file"):
        Overrides.read(tmp_path / "none.toml", gazetteer)
    (tmp_path / "overrides.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(GazetteerError, match="is no TOML"):
        Overrides.read(tmp_path / "overrides.toml", gazetteer)


def test_no_rules_change_nothing(gazetteer, tmp_path):
    story = corrected(gazetteer, tmp_path, "").run(TEXT)
    assert story.to_dict() == Pipeline(gazetteer=gazetteer).run(TEXT).to_dict()

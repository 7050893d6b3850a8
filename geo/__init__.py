"""Dateline reads news articles and tells what happened where: ``Pipeline().run(text) -> Story``."""

from geo.articles import read
from geo.errors import ArticleError, DatelineError, GazetteerError, ModelError, OutputError, SettingsError
from geo.gazetteer import Gazetteer
from geo.geocoders import GazetteerGeocoder, OnlineGeocoder
from geo.model import Article
from geo.pipeline import Pipeline
from geo.story import Story

__all__ = [
    "Article",
    "ArticleError",
    "DatelineError",
    "Gazetteer",
    "GazetteerError",
    "GazetteerGeocoder",
    "ModelError",
    "OnlineGeocoder",
    "OutputError",
    "Pipeline",
    "SettingsError",
    "Story",
    "read",
]

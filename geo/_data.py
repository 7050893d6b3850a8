"""Where Dateline's data files are: beside the package when installed, beside the repository's root in a checkout."""

from pathlib import Path

_INSTALLED = Path(__file__).parent / "data"
DATA = _INSTALLED if _INSTALLED.is_dir() else Path(__file__).parent.parent / "data"

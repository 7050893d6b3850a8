"""Reading documents: files, feeds, exports and addresses in, articles out.

Each kind of input has a reader in a module of its own; `geo.articles.inputs` tells the kinds apart.
`lay_out` says what is what in an article's text. Nothing is removed from that text: `Article.sections`
says which stretch is what, so offsets stay those of the text as decoded or extracted, and the story can
be told from its credit lines.
"""

from geo.articles.document import MAX_CHARACTERS, Columns, Document
from geo.articles.inputs import read, read_all
from geo.articles.layout import lay_out

__all__ = ["MAX_CHARACTERS", "Columns", "Document", "lay_out", "read", "read_all"]

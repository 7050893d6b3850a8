"""Closed lists of English words that tell whether a name beside them is a place. All lower case, without final dots."""

from __future__ import annotations

__all__ = [
    "ARTICLES", "CALENDAR", "CONNECTORS", "DIRECTIONS", "ENTERPRISES", "FACILITIES", "GOVERNMENT", "LOCATIVES",
    "NEVER_FIRST", "PUBLIC_BODIES", "SCHOOLS", "TITLES", "UNITS",
]  # fmt: skip

ARTICLES = frozenset("al el ar as ash an at ad az ez ul".split())
"""Arabic articles, which may begin a name in lower case ("al-Hasakah")."""

CONNECTORS = frozenset(
    "- ' of de del la le los las al el the and en sur da di do dos ez az ar as ash an at et ed es upon on in du des i"
    " bin ibn ul au aux sous".split()
)
"""Words in lower case that stand inside names ("Stratford upon Avon", "Bab al-Mandab")."""

NEVER_FIRST = frozenset("- ' the and of in on upon a i".split())
"""Words with which no name begins, though a sentence may."""

LOCATIVES = frozenset(
    "in at near outside around across throughout inside into from to toward towards via through between off along"
    " within beyond above over north south east west northeast northwest southeast southwest surrounding".split()
)
"""Prepositions and directions before places."""

DIRECTIONS = frozenset(
    "northern southern eastern western central northeastern northwestern southeastern southwestern north south east"
    " west upper lower downtown suburban rural coastal nearby neighboring neighbouring mainland war-torn"
    " rebel-held".split()
)
"""Adjectives before places."""

SCHOOLS = frozenset("school schools university institute college academy museum conservatory".split())
"""Words before "of" in the names of schools that begin with a place ("Kyiv School of Economics")."""

TITLES = frozenset(
    "mr mrs ms dr prof sen rep gov gen col lt sgt capt maj adm rev fr judge justice king queen prince princess sir lady"
    " pope president chancellor secretary minister coach detective officer deputy".split()
)
"""Titles before persons' names."""

PUBLIC_BODIES = frozenset(
    "police sheriff mayor county parish city council school schools hospital airport court courthouse port station fire"
    " department district township village high jail prison university college governor borough"
    " residents native".split()
)
"""Words after a place in the names of its public bodies ("Cottonport Fire Station")."""

ENTERPRISES = frozenset(
    "institute institution post times news herald tribune journal gazette chronicle globe telegraph guardian press"
    " foundation fund bank co corp inc ltd llc company corporation group holdings partners airlines airways air motors"
    " society policy studies treaty accord accords agreement declaration protocol convention consensus magazine"
    " review records pictures".split()
)
"""Words in the names of papers, companies, foundations and treaties: a place among them is not meant as one."""

GOVERNMENT = frozenset(
    "army government navy parliament embassy air police military forces force troops president ministry coast guard"
    " senate congress marines supreme foreign defense defence national interior prime".split()
)
"""Words after a people's name in the names of its state's organs ("Syrian Army")."""

UNITS = frozenset("county parish province governorate district oblast prefecture state township".split())
"""Words after the name of an administrative unit."""

FACILITIES = frozenset("stadium university airport hospital port station square arena museum".split())
"""Words after a city in the names of places that lie in it ("Cairo Stadium")."""

CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august"
    " september october november december mon tue wed thu fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec"
    " easter christmas ramadan".split()
)
"""Days and months, which are also towns somewhere."""

"""National teams: their competitors, with the three letters by which FIFA knows them as id.

The names are those of openfootball (worldcup-2026-teams.json, CC0), and of Wyscout where that differs.
"""

from __future__ import annotations

from lib.adapters.importers.script import slug
from lib.sport.actions import Competitor

CODES = {
    "Algeria": "ALG", "Argentina": "ARG", "Australia": "AUS", "Austria": "AUT", "Belgium": "BEL",
    "Bosnia & Herzegovina": "BIH", "Brazil": "BRA", "Cameroon": "CMR", "Canada": "CAN", "Cape Verde": "CPV",
    "Colombia": "COL", "Costa Rica": "CRC", "Croatia": "CRO", "Curaçao": "CUW", "Czech Republic": "CZE",
    "DR Congo": "COD", "Denmark": "DEN", "Ecuador": "ECU", "Egypt": "EGY", "England": "ENG", "France": "FRA",
    "Germany": "GER", "Ghana": "GHA", "Haiti": "HAI", "Iceland": "ISL", "Iran": "IRN", "Iraq": "IRQ",
    "Ivory Coast": "CIV", "Japan": "JPN", "Jordan": "JOR", "Korea Republic": "KOR", "Mexico": "MEX",
    "Morocco": "MAR", "Netherlands": "NED", "New Zealand": "NZL", "Nigeria": "NGA", "Norway": "NOR",
    "Panama": "PAN", "Paraguay": "PAR", "Peru": "PER", "Poland": "POL", "Portugal": "POR", "Qatar": "QAT",
    "Russia": "RUS", "Saudi Arabia": "KSA", "Scotland": "SCO", "Senegal": "SEN", "Serbia": "SRB",
    "South Africa": "RSA", "South Korea": "KOR", "Spain": "ESP", "Sweden": "SWE", "Switzerland": "SUI",
    "Tunisia": "TUN", "Turkey": "TUR", "USA": "USA", "Uruguay": "URU", "Uzbekistan": "UZB", "Wales": "WAL",
}  # fmt: skip


def competitor(name: str) -> Competitor:
    """The competitor called *name*: ``fra`` for France, a slug of the name for a team that is no nation."""
    code = CODES.get(name, "")
    return Competitor(id=code.lower() or slug(name), name=name, short=code)

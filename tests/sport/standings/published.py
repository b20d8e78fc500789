"""Final tables as they were published: name as in the results, points, goal difference.

Premier League: premierleague.com, tables of 2010/11 to 2014/15. Bundesliga: bundesliga.com, 2022/23 and 2023/24.
La Liga and Serie A: laliga.com and legaseriea.it, 2018/19.
"""

LEAGUES = {
    "premier-league-2010-11": """
        Manchester United 80 41, Chelsea FC 71 36, Manchester City 71 27, Arsenal FC 68 29, Tottenham Hotspur 62 9,
        Liverpool FC 58 15, Everton FC 54 6, Fulham FC 49 6, Aston Villa 48 -11, Sunderland AFC 47 -11,
        West Bromwich Albion 47 -15, Newcastle United 46 -1, Stoke City 46 -2, Bolton Wanderers 46 -4,
        Blackburn Rovers 43 -13, Wigan Athletic 42 -21, Wolverhampton Wanderers 40 -20, Birmingham City 39 -21,
        Blackpool FC 39 -23, West Ham United 33 -27""",
    "premier-league-2011-12": """
        Manchester City 89 64, Manchester United 89 56, Arsenal FC 70 25, Tottenham Hotspur 69 25,
        Newcastle United 65 5, Chelsea FC 64 19, Everton FC 56 10, Liverpool FC 52 7, Fulham FC 52 -3,
        West Bromwich Albion 47 -7, Swansea City 47 -7, Norwich City 47 -14, Sunderland AFC 45 -1,
        Stoke City 45 -17, Wigan Athletic 43 -20, Aston Villa 38 -16,
        Queens Park Rangers 37 -23, Bolton Wanderers 36 -31, Blackburn Rovers 31 -30,
        Wolverhampton Wanderers 25 -42""",
    "premier-league-2012-13": """
        Manchester United 89 43, Manchester City 78 32, Chelsea FC 75 36, Arsenal FC 73 35, Tottenham Hotspur 72 20,
        Everton FC 63 15, Liverpool FC 61 28, West Bromwich Albion 49 -4, Swansea City 46 -4, West Ham United 46 -8,
        Norwich City 44 -17, Fulham FC 43 -10, Stoke City 42 -11, Southampton FC 41 -11, Aston Villa 41 -22,
        Newcastle United 41 -23, Sunderland AFC 39 -13, Wigan Athletic 36 -26, Reading FC 28 -30,
        Queens Park Rangers 25 -30""",
    "premier-league-2013-14": """
        Manchester City 86 65, Liverpool FC 84 51, Chelsea FC 82 44, Arsenal FC 79 27, Everton FC 72 22,
        Tottenham Hotspur 69 4, Manchester United 64 21, Southampton FC 56 8, Stoke City 50 -7, Newcastle United 49 -16,
        Crystal Palace 45 -15, Swansea City 42 0, West Ham United 40 -11, Sunderland AFC 38 -19, Aston Villa 38 -22,
        Hull City 37 -15, West Bromwich Albion 36 -16, Norwich City 33 -34, Fulham FC 32 -45, Cardiff City 30 -42""",
    "premier-league-2014-15": """
        Chelsea FC 87 41, Manchester City 79 45, Arsenal FC 75 35, Manchester United 70 25, Tottenham Hotspur 64 5,
        Liverpool FC 62 4, Southampton FC 60 21, Swansea City 56 -3, Stoke City 54 3, Crystal Palace 48 -4,
        Everton FC 47 -2, West Ham United 47 -3, West Bromwich Albion 44 -13, Leicester City 41 -9,
        Newcastle United 39 -23, Sunderland AFC 38 -22, Aston Villa 38 -26, Hull City 35 -18, Burnley FC 33 -25,
        Queens Park Rangers 30 -31""",
    "bundesliga-2022-23": """
        FC Bayern München 71 54, Borussia Dortmund 71 39, RB Leipzig 66 23, 1. FC Union Berlin 62 13, SC Freiburg 59 7,
        Bayer 04 Leverkusen 50 8, Eintracht Frankfurt 50 6, VfL Wolfsburg 49 9, 1. FSV Mainz 05 46 -1,
        Borussia Mönchengladbach 43 -3, 1. FC Köln 42 -5, TSG 1899 Hoffenheim 36 -9, SV Werder Bremen 36 -13,
        VfL Bochum 1848 35 -32, FC Augsburg 34 -21, VfB Stuttgart 33 -12, FC Schalke 04 31 -36, Hertha BSC 29 -27""",
    "bundesliga-2023-24": """
        Bayer 04 Leverkusen 90 65, VfB Stuttgart 73 39, FC Bayern München 72 49, RB Leipzig 65 38,
        Borussia Dortmund 63 25, Eintracht Frankfurt 47 1, TSG 1899 Hoffenheim 46 0, 1. FC Heidenheim 1846 42 -5,
        SV Werder Bremen 42 -6, SC Freiburg 42 -13, FC Augsburg 39 -10, VfL Wolfsburg 37 -15, 1. FSV Mainz 05 35 -12,
        Borussia Mönchengladbach 34 -11, 1. FC Union Berlin 33 -25, VfL Bochum 1848 33 -32, 1. FC Köln 27 -32,
        SV Darmstadt 98 17 -56""",
    "la-liga-2018-19": """
        FC Barcelona 87 54, Atlético Madrid 76 26, Real Madrid 68 17, Valencia CF 61 16, Getafe CF 59 13,
        Sevilla FC 59 15, Espanyol 53 -2, Athletic Club 53 -4, Real Sociedad 50 -1, Real Betis 50 -8,
        Deportivo Alavés 50 -11, SD Eibar 47 -4, CD Leganés 45 -6, Villarreal CF 44 -3, Levante UD 44 -7,
        Real Valladolid 41 -19, Celta Vigo 41 -9, Girona FC 37 -16, SD Huesca 33 -22, Rayo Vallecano 32 -29""",
    "serie-a-2018-19": """
        Juventus 90 40, Napoli 79 38, Atalanta 69 31, Inter 69 24, Milan 68 19, Roma 66 18, Torino 63 15, Lazio 59 10,
        Sampdoria 53 9, Bologna 44 -8, Sassuolo 43 -7, Udinese 43 -14, SPAL 42 -12, Parma 41 -20, Cagliari 41 -18,
        Fiorentina 41 2, Genoa 38 -18, Empoli 38 -19, Frosinone 25 -40, Chievo Verona 17 -50""",
}

# FIGC, 13 September 2018: false accounts.
DEDUCTED = {"serie-a-2018-19": {"Chievo Verona": 3}}

# FIFA, final standings of the groups, in the words of openfootball.
WORLD_CUPS = {
    "worldcup-2018.json.gz": """
        A Uruguay Russia Saudi-Arabia Egypt, B Spain Portugal Iran Morocco, C France Denmark Peru Australia,
        D Croatia Argentina Nigeria Iceland, E Brazil Switzerland Serbia Costa-Rica,
        F Sweden Mexico South-Korea Germany,
        G Belgium England Tunisia Panama, H Colombia Japan Senegal Poland""",
    "worldcup-2022.json.gz": """
        A Netherlands Senegal Ecuador Qatar, B England USA Iran Wales, C Argentina Poland Mexico Saudi-Arabia,
        D France Australia Tunisia Denmark, E Japan Spain Germany Costa-Rica, F Morocco Croatia Belgium Canada,
        G Brazil Switzerland Cameroon Serbia, H Portugal South-Korea Uruguay Ghana""",
    "worldcup-2026.json": """
        A Mexico South-Africa South-Korea Czech-Republic, B Switzerland Canada Bosnia-&-Herzegovina Qatar,
        C Brazil Morocco Scotland Haiti, D USA Australia Paraguay Turkey, E Germany Ivory-Coast Ecuador Curaçao,
        F Netherlands Japan Sweden Tunisia, G Belgium Egypt Iran New-Zealand, H Spain Cape-Verde Uruguay Saudi-Arabia,
        I France Norway Senegal Iraq, J Argentina Austria Algeria Jordan, K Colombia Portugal DR-Congo Uzbekistan,
        L England Croatia Ghana Panama""",
}

# IPTC Sport Schema (https://github.com/iptc/sport-schema, CC BY 4.0), the Premier League after 14 February 2021, with
# names as in the results: played, points, won, lost, drawn, goals for and against.
MID_SEASON = """
    Manchester City 23 53 16 2 5 46 14, Leicester City 24 46 14 6 4 42 26, Manchester Utd 24 46 13 4 7 50 31,
    Liverpool 24 40 11 6 7 45 32, West Ham 23 39 11 6 6 34 28, Chelsea 23 39 11 6 6 38 24, Everton 22 37 11 7 4 34 30,
    Aston Villa 22 36 11 8 3 36 24, Tottenham 23 36 10 7 6 36 25, Arsenal 24 34 10 10 4 31 25,
    Leeds United 23 32 10 11 2 40 42, Wolves 24 30 8 10 6 25 32, Southampton 23 29 8 10 5 30 39,
    Crystal Palace 24 29 8 11 5 27 42, Burnley 23 26 7 11 5 17 29, Brighton 24 26 5 8 11 25 30,
    Newcastle Utd 23 25 7 12 4 25 38, Fulham 23 18 3 11 9 19 31, West Brom 24 13 2 15 7 19 55,
    Sheffield Utd 23 11 3 18 2 15 37"""


def mid_season() -> dict[str, tuple[int, ...]]:
    """The figures of each club, by its name."""
    parted = (line.strip().rsplit(maxsplit=7) for line in MID_SEASON.replace("\n", " ").split(","))
    return {club: tuple(int(one) for one in figures) for club, *figures in parted}


def rows(name: str) -> list[tuple[str, int, int]]:
    """Name, points and goal difference of each row of a league."""
    parted = (line.strip().rsplit(maxsplit=2) for line in LEAGUES[name].replace("\n", " ").split(","))
    return [(team, int(points), int(difference)) for team, points, difference in parted]


def groups(name: str) -> dict[str, list[str]]:
    """The teams of each group in their order."""
    lines = (line.split() for line in WORLD_CUPS[name].replace("\n", " ").split(","))
    return {f"Group {letter}": [team.replace("-", " ") for team in teams] for letter, *teams in lines}

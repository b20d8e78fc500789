"""Final tables as they were published: name as in the results, points, goal difference.

Premier League: premierleague.com, tables of 2010/11 to 2014/15. Bundesliga: bundesliga.com, 2022/23 and 2023/24.
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
}

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


def rows(name: str) -> list[tuple[str, int, int]]:
    """Name, points and goal difference of each row of a league."""
    parted = (line.strip().rsplit(maxsplit=2) for line in LEAGUES[name].replace("\n", " ").split(","))
    return [(team, int(points), int(difference)) for team, points, difference in parted]


def groups(name: str) -> dict[str, list[str]]:
    """The teams of each group in their order."""
    lines = (line.split() for line in WORLD_CUPS[name].replace("\n", " ").split(","))
    return {f"Group {letter}": [team.replace("-", " ") for team in teams] for letter, *teams in lines}

"""A small folder of content files, whole enough to load, that a test may change before and between loads."""

from pathlib import Path

FILES = {
    "reference/countries.toml": """
[[country]]
iso2 = "KR"
iso3 = "KOR"
slug = "south-korea"
name_en = "South Korea"
name_da = "Sydkorea"
is_partner = true
""",
    "reference/missions.toml": """
[[mission]]
country = "KR"
kind = "embassy"
slug = "seoul"
city_en = "Seoul"
city_da = "Seoul"
time_zone = "Asia/Seoul"
""",
    "reference/sdgs.toml": """
[[sdg]]
number = 7
name_en = "Affordable and Clean Energy"
name_da = "Bæredygtig energi"
""",
    "reference/withholding_words.toml": """
[[word]]
text = "human rights"
""",
    "reference/sectors.toml": """
[[sector]]
slug = "energy"
name_en = "Energy"
name_da = "Energi"
position = 1

[[sector]]
slug = "water"
name_en = "Water"
name_da = "Vand"
position = 2
""",
    "reference/organisations.toml": """
[[organisation]]
slug = "eifo"
name_en = "Export and Investment Fund of Denmark"
kind = "agency"

[[organisation]]
slug = "ekf"
name_en = "EKF"
kind = "agency"
successor = "eifo"
aliases = ["Denmark’s Export Credit Agency"]
""",
    "partnerships/south-korea.toml": """
country = "KR"
is_published = true

[[document]]
key = "kr-plan"
kind = "programme_text"
title_en = "Joint Action Plan"
title_da = "Fælles handlingsplan"
language = "en"
is_public = true

[[level]]
title_en = "Strategic Partnership"
title_da = "Strategisk partnerskab"
agreed_on = "2011"
documents = ["kr-plan"]

[[programme]]
reference = "KR-2021"
slug = "2021-2024"
kind = "joint_action_plan"
title_en = "Joint Action Plan 2021-2024"
title_da = "Fælles handlingsplan 2021-2024"
signed_on = "2021-04"
starts_on = "2021"
ends_on = "2024"
missions = ["seoul"]
text = "kr-plan"
is_complete = true
is_published = true

[[note]]
key = "kr-meeting-twice"
audience = "internal"
programme = "KR-2021"
commitment = "1.1.1"
text_en = "The same meeting stands in area 2."
text_da = "Det samme møde står i område 2."
""",
    "programmes/KR-2021/text.toml": """
document = "kr-plan"
language = "en"

[[passage]]
paragraph = 1
style = "bullet"
text = "Annual ministerial meetings."

[[passage]]
paragraph = 2
style = "bullet"
text = "Cooperation between EKF and its counterpart."
""",
    "programmes/KR-2021/plan.toml": """
document = "kr-plan"
language = "en"
provenance = "signed"

[[area]]
number = 1
title = "SUSTAINABILITY"
title_en = "Sustainability"
title_da = "Bæredygtighed"
introduction = []
sdgs = [7]

[[area.track]]
position = 1
title = "Trade & economy"
title_da = "Handel og økonomi"
kind = "trade"

[[area.track.commitment]]
number = "1.1.1"
passage = 1
plain_title_en = "Ministers meet every year"
plain_title_da = "Ministrene mødes hvert år"
kind = "recurring"
status_visibility = "public"
recurrence = "annual"
sectors = ["energy"]

[[area.track.commitment]]
number = "1.1.2"
passage = 2
plain_title_en = "Export credit agencies"
plain_title_da = "Eksportkreditagenturer"
kind = "continuing"
status_visibility = "public"
sectors = ["energy", "water"]
responsible = [
    { organisation = "ekf", role = "responsible", side = "danish", as_named = "EKF" },
]
""",
}


class SmallContent:
    """The files above, written to a folder."""

    def __init__(self, folder):
        self.folder = Path(folder)
        for name, text in FILES.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def replace(self, name, old, new):
        """Change a place in a file; it must be there."""
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

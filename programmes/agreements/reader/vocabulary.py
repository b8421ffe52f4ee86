"""Words by which texts of cooperation are read, in English and Danish. Data only."""

# Verbs that an undertaking begins with (“Hold an annual meeting”, “Afholde et årligt møde”).
VERBS_EN = set("""
accelerate accept adapt address adopt advance advise agree align allocate analyse analyze announce appoint apply
arrange assess assist assign attract award base begin bolster boost bring broaden build carry celebrate clarify
coordinate co-ordinate cohost co-host cofinance co-finance cofund co-fund collaborate collect combat combine
commemorate commence commission commit communicate compare compile complete conclude conduct connect consider consult
continue contribute convene cooperate co-operate create cultivate cut debate decarbonise decide deepen define deliver
demonstrate deploy design designate determine develop devise digitise direct disclose discuss dismantle disseminate
diversify document double draft draw ease educate elaborate elevate eliminate embed empower enable encourage endeavour
enforce engage enhance enlarge ensure enter equip establish evaluate examine exchange execute expand expedite explore
export extend facilitate finalise finalize finance find focus follow form formalise formulate forward foster fund
further gather give grant guide harmonise harmonize harness help highlight hold host identify implement improve include
increase inform initiate innovate inspect install institute integrate intensify intensity introduce invest investigate
invite involve issue jointly keep launch lay lead learn let leverage liaise license link lower maintain make manage map
mark maximise measure meet minimise mobilise mobilize modernise modernize monitor move negotiate nominate nurture
observe offer open operate optimise organise organize outline oversee participate partner pave perform phase pilot plan
plant pool prepare present preserve prevent prioritise prioritize procure produce progress promote propose protect
prove provide publish pursue put raise ratify reach realise receive recognise recognize reduce refine register regularly
reinforce remove renew renovate replace replicate report request research resolve respond restore review revise
revitalise rotate run safeguard scale schedule seek second select send serve set share shift showcase sign simplify
solve speed sponsor stage standardise start station stimulate streamline strengthen strive structure study submit
support survey sustain tackle take target teach test trace track trade train transfer transform translate treat
undertake unify update upgrade use utilise validate verify visit welcome widen work write actively closely further
jointly mutually continue also together regularly annually periodically
""".split())  # fmt: skip
VERBS_DA = set("""
accelerere adressere afdække afholde afklare afprøve afslutte aftale afvikle analysere anbefale anvende arbejde
arrangere ansøge basere bane bede begrænse behandle beskytte besøge betale bevare bevilge bidrage bilægge bistå bruge
bygge danne dele deltage demonstrere drive drøfte efterprøve effektivisere eksportere engagere erfaringsudveksle
etablere evaluere facilitere fastholde fastlægge fastsætte finansiere forankre forbedre forberede forbinde forebygge
forene forenkle forfølge forhandle forlænge formidle formulere forny forpligte forske forstærke forsøge fortsætte
fremlægge fremme fremsende fuldføre følge gennemføre genoptage give gøre harmonisere hente hjælpe holde identificere
igangsætte implementere indbyde inddrage indføre indgå indhente indkalde indlede indsamle informere innovere installere
integrere intensivere introducere invitere iværksætte jævnligt kortlægge koble kombinere koordinere konsultere lade
lancere lede lette levere lære lægge løse markedsføre markere medfinansiere medvirke mindske mobilisere modernisere
modtage monitorere mødes målrette nedbringe nedsætte nyttiggøre offentliggøre omstille opbygge opdatere oprette
opsamle opstarte opstille optimere ordne organisere overføre overvåge overveje pege placere planlægge prioritere
producere promovere publicere realisere reducere regulere rekruttere rådgive samarbejde samle sammenligne sende sikre
skabe sprede stille stimulere strukturere studere styrke støtte supplere sætte søge tage teste tilbyde tillade tilpasse
tilrettelægge tilskynde tilstræbe træffe træne udarbejde udbrede udbygge uddanne uddybe udforme udføre udforske udgive
udpege udsende udstationere udveksle udvide udvikle understøtte undersøge undervise underskrive understrege vedligeholde
vejlede vidensdele videreføre videreudvikle vurdere yde åbne øge yderligere løbende fælles sammen
""".split())  # fmt: skip

# Nouns of doing that an undertaking begins with (“Cooperation on …”, “Udvikling af …”).
NOUNS_EN = set("""
action actions activities activity adoption alignment analysis application arrangement assessment assistance briefing
briefings campaign collaboration collaborations commitment completion conference conferences consultation consultations
contribution cooperation co-operation coordination course courses creation deepening delivery demonstration deployment
design development dialogue dialogues discussion discussions dissemination elaboration encouragement engagement
enhancement establishment evaluation event events examination exchange exchanges exhibition expansion exploration
facilitation follow-up formulation forum fostering funding hosting identification implementation improvement
information-exchange information-sharing initiation initiative initiatives intensification introduction investigation
joint knowledge-exchange knowledge-sharing launch launching mapping meeting meetings mission missions mobilisation
monitoring negotiation negotiations network networking opening organisation organization participation partnership
partnerships pilot piloting placement planning preparation presentation programme programmes project projects promotion
proposal provision publication reduction reinforcement renewal report research review reviews roundtable scholarships
secondment secondments seminar seminars session sessions setting-up sharing signing strategy strengthening studies study
summit support survey symposium talks training transfer twinning update visit visits webinar webinars workshop workshops
""".split())  # fmt: skip
NOUNS_DA = set("""
afholdelse aftale analyse anvendelse arrangement besøg bidrag bistand deling deltagelse demonstration dialog drøftelse
drøftelser erfaringsudveksling etablering evaluering finansiering forberedelse forhandling formidling forskning
forskningssamarbejde forslag forsøg fremme gennemførelse gennemgang idéudveksling igangsættelse implementering
indførelse indgåelse indsats initiativ initiativer iværksættelse kampagne kapacitetsopbygning konference konferencer
konsultationer koordinering kortlægning kursus kurser lancering ledelse market markering modernisering myndighedssamarbejde
møde møder netværk offentliggørelse opbygning opdatering opfølgning oprettelse overførsel partnerskab pilotprojekt
pilotprojekter praktikophold projekt projekter promovering rapport rundbordssamtale rådgivning samarbejde samtaler
seminar seminarer styrkelse studiebesøg studietur studieture støtte topmøde træning udarbejdelse udbredelse udbygning
uddannelse udformning udgivelse udsendelse udstationering udveksling udvidelse udvikling undersøgelse understøttelse
undervisning vidensdeling vidensudveksling videndeling videreførelse videreudvikling vurdering webinar workshop
workshopper workshops årsmøde
""".split())  # fmt: skip
QUALIFIERS = set("""
a an the annual annually biennial bi-annual biannual semi-annual semiannual quarterly monthly weekly yearly regular
frequent periodic joint common mutual bilateral multilateral trilateral scientific technical technological political
economic commercial cultural academic institutional industrial possible potential continued continuing continuous
further furthered strengthened strengthening enhanced closer close increased expanded deepened intensified improved
renewed sustained active mutual high-level senior new additional exploratory strategic regional local practical
structured targeted more better yearly two three one six first second third green digital public private danish
et en den de det årlig årlige årligt halvårlige halvårligt kvartalsvise kvartalsvis månedlige månedlig fælles fortsat
fortsatte gensidig gensidige styrket styrkede øget øgede tættere teknisk tekniske politisk politiske maritimt bilateralt
bilateral bilaterale eventuelle mulige muligt regelmæssige regelmæssig løbende ny nye to tre strategisk strategiske
videnskabeligt videnskabelig økonomisk kulturelt praktisk direkte
""".split())  # fmt: skip

# The parties as subjects of a sentence.
PARTIES = (
    r"(?:(?:the|both|each|all|our|these)\s+)?(?:two\s+)?(?:sides?|parties|party|participants?|governments?|countries|"
    r"country|ministries|ministers|leaders|signatories|partners|states|prime ministers?|presidents?|heads of \w+|"
    r"authorities|agencies|delegations|they|it|we)"
)
PARTIES_DA = (
    r"(?:(?:de|begge|hver|disse)\s+)?(?:to\s+)?(?:parter(?:ne)?|sider|lande(?:ne)?|regeringer(?:ne)?|"
    r"ministerier(?:ne)?|ministre(?:ne)?|deltager(?:ne|e)|underskriverne|parten|myndigheder(?:ne)?|de|vi)"
)
MODALS = (
    r"(?:will|shall|agree(?:d|s)?\s+(?:to|on|that)|undertake(?:s|n)?\s+to|commit(?:s|ted)?\s+(?:to|themselves)|intend(?:s|ed)?\s+to|"
    r"decide(?:d|s)?\s+to|resolve(?:d|s)?\s+to|pledge(?:d|s)?\s+to|plan(?:s|ned)?\s+to|are\s+(?:committed|determined)\s+to|"
    r"endeavou?r(?:s)?\s+to|seek(?:s)?\s+to|aim(?:s)?\s+to|must|should|may|wish(?:es)?\s+to)"
)
MODALS_DA = (
    r"(?:vil|skal|agter\s+at|forpligter\s+sig\s+til(?:\s+at)?|er\s+enige\s+om(?!,?\s+at\s+(?:den|det|de|der)\b)(?:\s+at)?|aftaler(?:\s+at)?|har\s+aftalt(?:\s+at)?|"
    r"beslutter\s+at|har\s+besluttet\s+at|tilstræber\s+at|søger\s+at|ønsker\s+at|bør|kan)"
)

# Recitals: why, not what (“Recalling the Memorandum …”).
RECITALS = set("""
recalling recognising recognizing noting considering reaffirming reiterating desiring desirous welcoming convinced
mindful acknowledging emphasising emphasizing underlining underscoring bearing wishing guided aware conscious having
whereas believing appreciating affirming confirming hereinafter inspired stressing pursuant referring regarding
som idet ønsker erindrer anerkender noterer bekræfter henviser overbevist opmærksomme besjælet
""".split())  # fmt: skip

# Words of menus, cookie banners and page feet.
WEB = set("""
home hjem forside skip gå menu search søg cookies cookie contact kontakt about news nyheder share print
login log sitemap facebook twitter linkedin instagram youtube subscribe tilmeld privacy privatliv accessibility
tilgængelighed download read læs tilbage english dansk language sprog follow følg press presse
careers job jobs events arrangementer visa visum passport pas faq help hjælp copyright rights accept accepter
newsletter nyhedsbrev publications publikationer webshop
""".split())  # fmt: skip

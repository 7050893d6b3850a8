"""Words for the invented reports of `map_synthetic`: enough of them, and put together freely enough, that the quotes
are as hard to compress as those of real wire reports. Every list is our own; lists are split at ``|``.
"""

from __future__ import annotations

VERBS = {
    "ASSAULT": "shelled|bombed|attacked|stormed|raided|ambushed|fired on|struck|mortared|strafed|besieged|torched",
    "COERCE": "arrested|detained|deported|evicted|searched|imposed a curfew on|interned|questioned|confined",
    "THREATEN": "threatened|warned|vowed to punish|menaced|issued an ultimatum to|swore to retaliate against",
    "REJECT": "rejected|refused|turned down|dismissed|vetoed the demand of|walked out on|spurned",
    "ACCUSE": "accused|blamed|denounced|condemned|criticised|faulted|reproached|censured",
    "REQUEST": "urged|appealed to|called on|petitioned|asked|pressed|begged",
    "SANCTION": "sanctioned|fined|froze the accounts of|banned|cut off|suspended|expelled|blacklisted",
    "MOBILIZE": "moved troops against|massed armour against|sent reserves against|redeployed against|dug in against",
    "PROTEST": "marched against|rallied against|demonstrated against|struck against|picketed|blocked the road of",
    "CONSULT": "met|held talks with|spoke with|received|visited|conferred with|telephoned|hosted",
    "AGREE": "agreed with|signed a deal with|reached a truce with|came to terms with|settled with",
    "COOPERATE": "trained with|shared intelligence with|opened an office with|patrolled with|worked with",
    "SUPPORT": "praised|backed|endorsed|congratulated|defended|thanked|hailed",
    "CONCEDE": "released prisoners of|pardoned|eased the blockade of|lifted the ban on|apologised to|gave in to",
    "AID": "sent food to|treated|fed|donated tents to|delivered medicine to|evacuated|sheltered|vaccinated",
    "RETREAT": "withdrew from|pulled out before|surrendered to|retreated before|gave way to|abandoned posts to",
    "HAZARD": "were flooded with|lost homes beside|fled the fire with|felt the quake with|dug out snow with",
    "ACCIDENT": "crashed into|collided with|were buried with|were trapped with|capsized near|derailed beside",
    "OUTBREAK": "fell ill with|were quarantined with|caught cholera from|tested positive like|were infected by",
    "OTHER": "sued|elected|registered|replaced|taxed|appointed|audited|insured|counted",
}
BODIES = (
    "army|police|navy|air force|border guards|interior ministry|foreign minister|prime minister|parliament|coast guard|"
    "supreme court|governor|mayor|dockers|teachers|miners|students|farmers|nurses|truck drivers|pilgrims|refugees|"
    "militia|rebels|gunmen|insurgents|separatists|volunteers|peacekeepers|mediators|envoys|observers|aid workers|"
    "fishermen|villagers|shopkeepers|former soldiers|opposition|union of engineers|chamber of commerce|tribal elders|"
    "bishops|imams|prison guards|customs officers|railway workers|paramedics|reporters|lawyers|smugglers|pensioners"
)
PEOPLES = (
    "Syrian|Iraqi|Turkish|Ukrainian|Russian|Sudanese|Congolese|Malian|Nigerian|Somali|Ethiopian|Yemeni|Saudi|Iranian|"
    "Afghan|Pakistani|Indian|Burmese|Thai|Filipino|Colombian|Mexican|Haitian|Venezuelan|Peruvian|Lebanese|Israeli|"
    "Palestinian|Egyptian|Libyan|Chadian|Kenyan|Mozambican|Georgian|Armenian|Azeri|Serbian|French|German|British|"
    "American|Chinese|Japanese|Korean|Kurdish|Jordanian|Tunisian|Algerian|Polish|Moldovan"
)
ONSETS = "b|br|ch|d|dr|f|g|gh|h|j|k|kh|kw|l|m|n|nd|p|q|r|s|sh|st|t|ts|v|w|y|z|zh|"
RHYMES = "a|ai|al|am|an|ar|as|e|el|em|en|er|et|i|ib|id|il|im|in|ir|is|o|od|ok|ol|on|or|ou|u|ul|un|ur|us|uz|ya"
THINGS = (
    "bridge|market|checkpoint|power station|grain store|water tower|hospital|school|refinery|barracks|railway yard|"
    "convoy|police post|harbour|airstrip|pipeline|warehouse|town hall|mosque|church|camp|dam|tunnel|bus station|"
    "radio mast|quarry|brickworks|customs shed|bakery|fuel depot|embassy|prison|courthouse|university|pumping station|"
    "cement works|fish market|ferry landing|cattle market|television studio|oil terminal|copper mine|cotton mill|"
    "orchard|cemetery|football ground|bank branch|post office|tax office|weather station"
)
SIDES = "outside|near|beside|at|behind|around|above|below|opposite|inside|towards|past|by|within sight of|along"
KINDS = (
    "old|main|new|damaged|disused|central|crowded|half-built|state-owned|burnt-out|rented|abandoned|northern|southern|"
    "eastern|western|flooded|guarded|makeshift|fortified|private|municipal|foreign-run|reopened|upper|lower|second|"
    "largest|only|former"
)
TAILS = (
    "killing {n}|wounding {n} {g}|after {n} days of {g}|for the {o} time|in spite of {j} {g}|leaving {n} homeless|"
    "before {g} reached {w}|as {g} {v} {n} per cent|while {j} {g} {v}|to the {j} relief of {w}|without {g}|over {g}|"
    "for lack of {g}|because {w} {v} the {g}|although {g} {v}|despite {j} {g}|with {g} and {j} {g}|ahead of {g}|"
    "at a cost of {n} {g}|and {v} {n} {g}|when the {j} {g} {v}|in the {o} week of {g}|where {g} had {v}|near {w}'s {g}|"
    "in exchange for {n} {j} {g}|on suspicion of {j} {g}|with {w}|since {j} {g} {v} {w}|until the {g} {v}|"
    "{v} by {j} {g}|on the road from {p} to {p}|like those of {p}|and {v} {p}|while {w} {v} {p}|"
    "after {p} {v} {w}'s {g}|bound for {p}|as {w} left {p} with {n} {g}|where {w} of {p} {v}|with {g} from {p}|"
    "between {p} and {p}|once {w} {v} {j} {g}"
)
NOUNS = (
    "diesel|flour|wheat|cement|copper|timber|salt|cotton|rice|onions|antibiotics|blankets|wire|sugar|tobacco|cattle|"
    "sheep|coffee|cocoa|gravel|tyres|saffron|lentils|telephones|bread|water|ballots|passports|titles|fishing|grazing|"
    "ammunition|armour|artillery|asylum|audits|banners|bargaining|barges|barriers|bicycles|blackouts|boats|boycotts|"
    "budgets|buses|cables|cameras|candidates|caravans|cash|ceasefires|charcoal|charities|children|choirs|clinics|coal|"
    "commuters|concrete|contracts|corruption|couriers|cranes|crowds|currency|dairies|debris|debts|decrees|defectors|"
    "deportations|deposits|detours|donors|drones|drought|dust|earthworks|elections|engines|evidence|exams|exports|"
    "families|fences|fertiliser|fever|fines|firewood|flags|flares|flights|floods|fodder|forgeries|fruit|funerals|"
    "garrisons|generators|glass|gold|grain|grenades|guides|harvests|helicopters|holidays|honey|hostages|housing|hunger|"
    "imports|inflation|inquiries|insurance|interpreters|invoices|irrigation|jeeps|judges|justice|kerosene|kilns|"
    "ladders|lamps|landslides|leaflets|leather|levies|libraries|licences|locusts|looting|lorries|machinery|mail|maize|"
    "maps|matches|measles|merchants|mercury|migrants|milk|mines|ministers|mortars|motorcycles|mud|mules|nickel|nomads|"
    "nylon|oaths|oil|olives|oranges|orphans|overtime|palms|papers|patrols|peat|pensions|pepper|petrol|phosphate|"
    "pickets|pigs|pipes|plague|planes|plaster|pledges|poachers|poppies|posters|potatoes|poultry|prayers|prices|"
    "prisoners|profits|queues|quotas|radios|railways|rainfall|ransoms|rations|recruits|reforms|relatives|rents|repairs|"
    "reserves|resin|rifles|rivers|roadblocks|rockets|roofs|rope|rubber|rubble|rumours|sandbags|satellites|savings|"
    "scaffolding|schools|scrap|searches|seeds|sewage|shares|shelters|shrimp|silk|silver|snipers|soap|soldiers|spices|"
    "sponsors|stamps|steel|storms|strikes|subsidies|survivors|talks|tankers|tariffs|taxes|tea|tents|textiles|theatre|"
    "thieves|tickets|tin|tolls|tomatoes|tractors|traders|trains|trenches|troops|trucks|trust|uniforms|unrest|uranium|"
    "vaccines|vans|vegetables|verdicts|veterans|violence|visas|voters|wages|warrants|weapons|weddings|wells|whisky|"
    "widows|wine|witnesses|wool|workers|wreckage|yeast|zinc"
)
ADJECTIVES = (
    "angry|armed|bitter|bleak|blue|brief|broad|broken|burning|busy|calm|careful|cheap|civil|clear|coastal|cold|costly|"
    "covert|cruel|daily|damp|deep|dense|distant|dry|dusty|early|eager|empty|endless|exiled|extra|faint|fake|false|"
    "fast|federal|fierce|final|firm|fragile|frequent|fresh|frozen|further|giant|grave|green|harsh|heavy|hidden|high|"
    "hostile|huge|idle|illegal|joint|just|keen|large|late|lawful|lengthy|light|local|long|loose|loud|low|loyal|lucky|"
    "mass|mean|mild|minor|missing|mixed|modest|mounting|muddy|naval|new|nightly|noisy|odd|official|open|orderly|"
    "outright|partial|patient|plain|poor|prompt|proud|public|quick|quiet|rapid|rare|raw|ready|recent|red|regional|"
    "remote|renewed|rigid|rising|risky|rival|rough|rural|sacred|scarce|secret|secular|severe|shallow|sharp|short|"
    "silent|slow|small|smooth|solid|sour|spare|stale|steady|steep|stern|stolen|strange|strict|strong|sudden|surplus|"
    "swift|tall|tense|thick|thin|tidy|timely|tired|total|tough|toxic|tribal|unpaid|upright|urban|urgent|useful|vague|"
    "vain|vast|violent|vital|vocal|warm|weak|weekly|wet|white|wide|wild|wooden|young"
)
PARTICIPLES = (
    "abandoned|absorbed|admired|adopted|answered|arrived|assembled|avoided|balanced|blocked|borrowed|bought|buried|"
    "burned|carried|caught|ceased|charged|chased|checked|claimed|cleared|climbed|closed|collapsed|collected|compared|"
    "concealed|copied|counted|covered|crossed|curbed|cut|dared|decided|declined|delayed|delivered|demanded|destroyed|"
    "divided|doubled|dragged|drained|drifted|dropped|dwindled|emptied|ended|entered|escaped|examined|exchanged|faded|"
    "failed|fallen|fell|filled|followed|forced|forged|fought|found|gathered|grew|guarded|halted|handed|harmed|held|"
    "hidden|hit|ignored|improved|joined|jumped|kept|lacked|landed|lasted|launched|left|lifted|listed|loaded|lost|"
    "marked|measured|mended|missed|moved|needed|noticed|offered|ordered|owned|packed|passed|paused|pierced|planned|"
    "planted|pulled|pushed|raised|ran|reached|reduced|refused|remained|removed|repaired|returned|rose|ruined|sank|"
    "saved|scattered|searched|seized|shook|shrank|sold|spread|stalled|stolen|stopped|stored|swept|tested|tripled|"
    "turned|vanished|visited|waited|watched|weakened|widened|withheld|worried"
)
ORDINALS = "second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
DAYS = "on Monday|on Tuesday|on Wednesday|on Thursday|on Friday|on Saturday|on Sunday|last week|overnight|this month"
SOURCES = (
    "officials said|residents said|witnesses said|television said|a spokesman said|two diplomats said|{w} said|"
    "the governor told {w}|according to {w}|hospital staff said|a statement read|radio reported|relatives told {w}|"
    "police sources said|rescuers said|{w} wrote|court papers show|said {w}, who {v} {g}|a {j} {g} seller said|"
    "a driver from {p} said|{w} of {p} said|said {w}, {n}, of {p}|said {w}, whose {g} {v} {p}|a paper in {p} wrote"
)
OUTLETS = (
    "Sample Wire|Harbour Gazette|Morning Ledger|Delta Courier|Plateau Post|Northern Herald|Radio Meridian|Inland Times|"
    "Evening Compass|The Pillar|Coastal Tribune|Border Observer|Daily Lantern|Steppe News|Canal Dispatch|The Granary|"
    "Riverside Echo|Mountain Press Agency|Capital Review|Station Four|Lowland Star|Caravan Daily|The Signalman|"
    "Isthmus Report|Southern Bulletin|Valley Record|Monsoon Mail|Quay Street Journal|The Surveyor|Union Telegraph"
)
REASONS = (
    "population|country of the story|named with its country|same first-level unit as the others|nearest to the others|"
    "capital|other names of the story|publisher's home|written as a whole name|kind of place fits the words|"
    "mentioned before|comes before the comma"
)
LINK_REASONS = "named in the trigger's sentence|object of the preposition|nearest name|place of the sentence before"
EVENT_REASONS = "past tense|actor is armed|recipient is named|a place is named|numbers of people|told in the lead"
RARE = "tramline"  # the word that one quote in a hundred holds, for searching
ABSENT = "xylophone"  # and one that none holds

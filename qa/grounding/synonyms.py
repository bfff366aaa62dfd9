"""Everyday words that may stand for each other without a change of meaning; and words with their irregular forms.

A short list on purpose: what is not in it needs the trained model's consent (`qa.grounding.strict`).
"""

# Each group by its first word. Only what holds in nearly every sentence: not "ground" for "land", nor "get" for "buy".
_GROUPS = """
allow permit let|close shut|begin start commence|buy purchase|keep store|throw discard|fall drop decline
rise increase grow|become turn|need require|receive get|help assist aid|show demonstrate|build construct erect
end finish conclude|choose select pick|large big|small little|fast quick rapid swift|doctor physician
car automobile|film movie|illness disease sickness|repair fix mend|destroy demolish|use utilise utilize
forbid ban prohibit|answer reply respond|inform notify|happen occur|hide conceal|change alter modify
reduce lessen|accelerate speed|leave depart|send dispatch|own possess|provide supply|produce manufacture
annual yearly|rich wealthy|injure wound hurt|enough sufficient adequate|main chief principal|gather collect
vanish disappear|speak talk|error mistake fault|quit resign|abolish scrap|job occupation|street road
eat consume|sick ill|silent quiet|town city|nearby near|weigh weight|abandon desert|acquire obtain
remove delete|whole entire|nearly almost|found establish|frequent common|odd strange|correct right|sea ocean
ship vessel|shore coast|journey trip|attorney lawyer|salary wage pay|aeroplane airplane plane|autumn fall
holiday vacation|flat apartment|lift elevator|lorry truck|pupil student|film picture|infant baby
funeral burial|rubbish garbage trash|petrol gasoline|postpone defer delay|demand call
""".strip().replace("\n", "|")
_AMBIGUOUS = frozenset("fall call pay picture speed right fault right common turn plane desert".split())
# Present, past and participle where endings do not tell.
_FORMS = """
be am is are was were been being|bear bore borne born|beat beaten|become became|begin began begun|bend bent
bind bound|bite bit bitten|bleed bled|blow blew blown|break broke broken|breed bred|bring brought|build built
burn burnt|buy bought|cast|catch caught|choose chose chosen|cling clung|come came|creep crept|cut|deal dealt
dig dug|draw drew drawn|drink drank drunk|drive drove driven|eat ate eaten|fall fell fallen|feed fed|feel felt
fight fought|find found|flee fled|fly flew flown|forbid forbade forbidden|forget forgot forgotten
forgive forgave forgiven|freeze froze frozen|get got gotten|give gave given|go went gone|grind ground
grow grew grown|hang hung|hear heard|hide hid hidden|hit|hold held|keep kept|know knew known|lay laid|lead led
leave left|lend lent|let|light lit|lose lost|make made|mean meant|meet met|mistake mistook mistaken
overcome overcame|overtake overtook overtaken|pay paid|put|read|rebuild rebuilt|ride rode ridden
ring rang rung|rise rose risen|run ran|see saw seen|seek sought|sell sold|send sent|set|shake shook shaken
shed|shine shone|shoot shot|show shown|shrink shrank shrunk|shut|sing sang sung|sink sank sunk|sit sat
sleep slept|slide slid|speak spoke spoken|spend spent|split|spread|spring sprang sprung|stand stood
steal stole stolen|stick stuck|sting stung|strike struck stricken|swear swore sworn|sweep swept|swim swam swum
swing swung|take took taken|teach taught|tear tore torn|tell told|think thought|throw threw thrown
undergo underwent undergone|understand understood|undertake undertook undertaken|wake woke woken
wear wore worn|weave wove woven|win won|wind wound|withdraw withdrew withdrawn|write wrote written
rewrite rewrote rewritten
""".strip().replace("\n", "|")
BASES = {form: group.split()[0] for group in _FORMS.split("|") for form in group.split()}
PAST = frozenset(form for group in _FORMS.split("|") for form in group.split()[1:] or group.split())


def groups() -> list[list[str]]:
    """Return the groups of synonyms, without words that have several meanings unless they name their group."""
    parted = (group.split() for group in _GROUPS.split("|"))
    return [[words[0], *(word for word in words[1:] if word not in _AMBIGUOUS)] for words in parted]

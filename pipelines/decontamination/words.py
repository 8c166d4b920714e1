"""What the skeleton knows of English: function words, pronouns, number words, given names, LaTeX that is only layout.

A change to any of these tables changes skeletons: raise `skeletons.VERSION` with it, so that old packs are refused.
"""

from __future__ import annotations

FUNCTION = frozenset(
    """
    a about above across after again against all along also although always am among an and another any are around as at
    away back be because been before being below between both but by can cannot could did do does doing done down during
    each either else enough ever every few find first for from further get gets give given gives go goes had has have
    having here how if in into is it its itself just last least less let like made make makes many may might more most
    much must near neither never next no nor not now of off often on once one's only onto or other others our out over
    own per please put rather same shall should since so some still such than that the then there these this those
    through thus to together too toward towards under until up upon us use used uses using very was we were what
    whatever when where whether which while who whole whom whose why will with within without would yet you your yours
    don't doesn't didn't isn't aren't wasn't weren't won't can't couldn't i'm it's that's there's let's
    answer question problem solve solution following find determine calculate compute evaluate express value
    """.split()
)

PRONOUNS = frozenset(
    """
    he she him her his hers himself herself they them their theirs themselves he's she's they're
    """.split()
)

_SMALL = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen
""".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()

NUMBERS: dict[str, int] = {
    **{word: value for value, word in enumerate(_SMALL)},
    **{word: 20 + 10 * place for place, word in enumerate(_TENS)},
    "hundred": 100,
    "hundreds": 100,
    "thousand": 1_000,
    "thousands": 1_000,
    "million": 1_000_000,
    "millions": 1_000_000,
    "billion": 1_000_000_000,
    "dozen": 12,
    "dozens": 12,
}

# Written differently, meant alike. Values are what stands in the skeleton and in raw n-grams instead.
ALIKE: dict[str, str] = {
    "percent": "%", "percentage": "%", r"\times": "*", r"\cdot": "*", r"\ast": "*", r"\div": "/", r"\le": "<",
    r"\leq": "<", r"\leqslant": "<", r"\lt": "<", r"\ge": ">", r"\geq": ">", r"\geqslant": ">", r"\gt": ">",
    r"\dfrac": r"\frac", r"\tfrac": r"\frac", r"\cfrac": r"\frac", r"\degree": r"\circ", r"\dots": r"\ldots",
    r"\cdots": r"\ldots", "dollar": "dollars", "cent": "cents", "kilometers": "km", "kilometres": "km",
}  # fmt: skip

# What stands for a sign beyond ASCII that Unicode does not decompose into ASCII itself.
SIGNS = {
    sign: plain
    for plain, signs in {
        "-": "−–—‐‑‒",
        "*": "×·⋅∙∗",
        "/": "÷∕⁄",
        "<": "≤⩽",
        ">": "≥⩾",
        "'": "’ʼ‘",
        r"\sqrt ": "√",
        r"\infty ": "∞",
        r"\circ ": "°",
        r"\sum ": "∑",
        r"\prod ": "∏",
        r"\int ": "∫",
        "": "\u00ad\u200b\u200c\u200d\u2060\ufe0f\ufeff",  # nothing to be seen
    }.items()
    for sign in signs
} | dict(zip("аеорсухіАВЕКМНОРСТХІ", "aeopcyxiABEKMHOPCTXI", strict=True))  # Cyrillic letters that look Latin

# Environments of LaTeX: words to the eye of a tokeniser, but no words of the problem.
ENVIRONMENTS = frozenset(
    "pmatrix bmatrix vmatrix smallmatrix tabular aligned align alignat equation eqnarray gathered itemize asy".split()
)

LAYOUT = frozenset(
    r"""
    \left \right \big \bigg \bigl \bigr \biggl \biggr \displaystyle \textstyle \limits \quad \qquad \text
    \mathrm \mathbf \mathit \mathsf \operatorname \rm \bf \it \textbf \textit \emph \underline \boxed \begin \end
    \hline \item \label \tag \nonumber \notag \phantom \hspace \vspace \par \newline \noindent \centering
    """.split()
)

NAMES = frozenset(
    """
    aaron abby abdul abigail adam adrian ahmed aisha alan albert alex alexa alexander alexandra alexis alfred ali alice
    alicia alison allan allen allison alyssa amanda amber amelia amir amy ana andre andrea andrew andy angel angela
    angelina angie anita ann anna anne annie anthony antonio april ariana ariel arnold arthur ashley audrey austin
    barbara barry beatrice becky bella ben benjamin bennett bernadette bernard bert bertha beth betty beverly bill billy
    blake bob bobby bonnie brad bradley brandon brenda brendan brett brian brianna bridget brittany brooke bruce bryan
    caleb calvin cameron camila candace carl carla carlos carly carmen carol caroline carolyn carrie carter casey cassie
    catherine cathy cecilia charles charlie charlotte chase chelsea cheryl chloe chris christian christina christine
    christopher cindy claire clara clark claudia cody colin colleen connie connor corey courtney craig crystal curtis
    cynthia daisy dale dan dana daniel daniela danielle danny daphne darius darlene darrell darren dave david dean
    deborah debra dennis derek derrick diana diane diego dominic don donald donna dora doris dorothy doug douglas drew
    dylan earl eddie edgar edith edna eduardo edward edwin eileen elaine eleanor elena eli eliana elijah elisa elise
    eliza elizabeth ella ellen ellie elliot elsa emily emma emmanuel eric erica erik erika erin ernest ethan eugene eva
    evan eve evelyn faith felicia felix fernando finn fiona florence frances francis francisco frank franklin fred
    frederick gabe gabriel gabriela gail garrett gary gavin gene george georgia gerald gina giovanni gladys glen glenn
    gloria gordon grace graham grant greg gregory gretchen greta gwen hailey hannah harold harper harriet harris harry
    harvey hassan hazel heather hector heidi helen helena henry herbert hilary holly howard hugh ian ibrahim irene iris
    irma isaac isabel isabella isaiah ivan ivy jack jackie jackson jacob jacqueline jaden jake james jamie jan jane
    janet janice jared jasmine jason javier jay jayden jean jeanette jeff jeffrey jen jenna jennifer jenny jeremiah
    jeremy jerome jerry jesse jessica jessie jesus jill jillian jim jimmy jo joan joanna joanne jocelyn jodi joe joel
    joey john johnny jon jonah jonas jonathan jordan jorge jose joseph josephine josh joshua joy joyce juan juanita
    judith judy julia julian juliana julie juliet julio june justin kaitlyn karen karl karla kate katelyn katherine
    kathleen kathryn kathy katie katrina kay kayla keith kelley kelly kelsey ken kendall kendra kenneth kenny kevin kim
    kimberly kirk kobe krista kristen kristin kristina kurt kyle kylie lance larry laura lauren laurie lawrence layla
    leah lee leila lena leo leon leonard leonardo leroy leslie lewis liam lila lillian lily linda lindsay lisa liz lizzy
    lloyd logan lola lora lorenzo loretta lori lorraine louis louise lucas lucia lucy luis luke luna lydia lynn mabel
    mackenzie maddie madeline madison maggie malcolm mandy manuel marc marcia marco marcus margaret margie maria mariah
    marian marie marilyn mario marion marissa mark marlene marsha marshall martha martin marvin mary mason mateo matt
    matthew maureen maurice max maxine maya megan melanie melinda melissa melvin mia michael michelle miguel mike mila
    mildred miles milton mindy miranda miriam mitchell mohamed mohammed molly mona monica morgan moses muhammad myra
    nadia nancy naomi natalia natalie natasha nathan nathaniel neil nelson nia nicholas nick nicole nina noah noel nora
    norma norman olga olive oliver olivia omar oscar owen paige pam pamela parker pat patricia patrick paul paula
    pauline pedro penelope penny percy perry pete peter phil philip phillip phoebe phyllis preston priscilla priya quinn
    rachel ralph ramon randall randy raul ray raymond rebecca reese regina renee rex reynold rhonda ricardo richard rick
    ricky riley rita rob robbie robert roberta roberto robin rodney roger roland ron ronald ronnie rory rosa rosalie
    rose rosemary ross roxanne roy ruben ruby russell ruth ryan sabrina sadie sally sam samantha sammy samuel sandra
    sandy santiago sara sarah sasha savannah scott sean sebastian selena serena seth shane shannon sharon shaun shawn
    sheila shelby shelly sherry shirley sid sidney sierra simon skyler sofia sonia sophia sophie spencer stacey stacy
    stan stanley stella stephanie stephen steve steven stuart sue summer susan suzanne suzy sydney sylvia tabitha tamara
    tammy tania tanya tara ted teresa terrance terrence terry theodore theresa thomas tiffany tim timothy tina toby todd
    tom tommy toni tony tonya toula tracy travis trevor trisha tristan troy tyler tyrone valerie vanessa vera vernon
    veronica vicki vicky victor victoria vincent violet virginia vivian wade wallace walter wanda warren wayne wendell
    wendy wesley whitney will william willie wilma winston wyatt xavier yolanda yusuf yvonne zach zachary zack zoe
    """.split()
)

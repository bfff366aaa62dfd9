"""What manuals call things, what people call them, and how people ask."""

from collections.abc import Mapping


def _table(text: str) -> dict[str, tuple[str, ...]]:
    """Read "word: other, other; word: other"."""
    pairs = (entry.split(": ") for entry in " ".join(text.split()).split("; "))
    return {word: tuple(others.split(", ")) for word, others in pairs}


# Base forms; inflected ones are brought to them.
VERBS: Mapping[str, tuple[str, ...]] = _table("""
abort: stop, cancel; add: put in, include; allow: permit, let; append: add; apply: use; assign: give; attach: connect,
reconnect; attempt: try; bind: map; block: stop; build: make; cause: make; change: alter, switch; check: verify, test;
choose: pick, select; clear: empty, reset; close: shut; compile: build; compress: shrink, make smaller; configure: set
up; connect: log in; control: change; convert: turn, change; copy: duplicate; create: make, set up; customize: change;
declare: say; define: set; delete: remove, get rid of; deny: block, forbid; deploy: set up; describe: say; detect:
notice; determine: find out, tell; disable: turn off, switch off; discard: throw away, drop; display: show, see; do:
do; download: fetch, get; draw: show; dump: write out; edit: change; enable: turn on, switch on; encrypt: protect;
ensure: make sure of; execute: run, start; exit: quit, leave; expand: open up; export: take out; extract: unpack, get
out; fetch: get, download; filter: keep only some of; force: make, insist on; format: lay out; generate: make,
produce; get: obtain; handle: deal with; ignore: skip, leave out; import: bring in; include: add; indicate: show;
initialize: set up; insert: put in; install: put on; invoke: call, run; join: combine; keep: hold on to; kill: stop,
end; limit: restrict, cap; list: show, see all; load: read in; lock: block; log: record; map: assign; mark: flag;
merge: combine, join; migrate: move; modify: change, edit; monitor: watch; move: shift; omit: leave out, skip; open:
start; output: print; override: replace; overwrite: replace; parse: read; pass: hand; perform: do, run; preserve:
keep; prevent: stop, avoid; print: show, output; process: work on; prohibit: forbid; query: ask; quit: leave; read:
load; record: save; redirect: send on; register: sign up; reload: read again; remove: delete, get rid of; rename:
change the name of; repeat: do again; replace: substitute, swap; report: show; request: ask for; require: need; reset:
set back; resize: change the size of; restart: start again; restore: bring back, get back; restrict: limit; retrieve:
get, fetch; return: give back; reverse: turn round; rotate: turn; run: start; save: store, keep; scroll: move; search:
look; select: choose, pick; send: transmit; set: change, choose; show: see, display; skip: leave out, ignore; sort:
order; specify: set, choose, change; split: divide, break up; start: launch, begin; stop: end, halt; store: keep,
save; strip: remove; suppress: hide, turn off; suspend: pause; switch: change; synchronize: sync; tell: say;
terminate: end, stop; test: check; toggle: switch; transfer: copy, send; treat: handle; truncate: cut off; turn:
switch; unlock: open; update: refresh; upgrade: move to a newer version of; upload: send; use: use; validate: check;
verify: check; view: see; wait: pause; write: save, put out
""")
OTHERS: Mapping[str, tuple[str, ...]] = _table("""
additional: extra; argument: value; arguments: values; automatically: by itself; characters: letters; color: colour;
colour: color; connection: link; current: present; database: db; default: standard; directories: folders; directory:
folder; documentation: docs; duration: time; entire: whole; error: problem; errors: problems; existing: old; file:
document; host: machine; identical: same; image: picture; images: pictures; immediately: at once; lines: rows;
maximum: largest; message: text; messages: texts; minimum: smallest; multiple: several; output: result; package:
program; password: passphrase; permission: right; permissions: rights; remote: other; seconds: secs; simultaneously:
at the same time; specified: given; statistics: figures; username: user name; verbose: more detailed; window: pane
""")
# Words that say little of what is asked for.
FRAME = frozenset(
    (
        "a about above all also am an and any anything are as at be been below but by can can't could do "
        "does doesn't don't e each eg etc following for from g get got had has have he how i i'm i've ie "
        "if in into is isn't it it's its just may me more most must my no not of on one only or other "
        "own please s same seeing she should some something still such t than that the then there these "
        "they this those to use used using very want was we what what's when where which who why will "
        "with would you you're your "
    ).split()
)
HOW = (
    "How do I {}?", "How can I {}?", "how to {}", "How do I {} with {p}?", "how to {} in {p}",
    "Is there a way to {}?", "Can {p} {}?", "I want to {}. What do I need?",
)  # fmt: skip
WHICH = (
    "Which option do I need to {}?", "What is the option to {}?", "{p} option to {}",
    "What do I use to {} in {p}?",
)  # fmt: skip
WHAT = (
    "What does {t} do?", "what is {t} for", "What does {t} mean in {p}?", "{p} {t} meaning",
    "What is {t} used for in {p}?", "When would I use {t}?",
)  # fmt: skip

"""The documents that `bench.screenshots` shows the page with: one for each shape of an answer or a source."""

from pathlib import Path

from tests.parsers.drawing_pdf import BOLD, column, drawn, text

COLLECTIONS = ("letters", "logs", "minutes", "notices", "surveys")
NOTES = 500
PAGES = 300
LATE_PAGE = 287  # the one that is asked about

STEPS = """# How to open the ferry ramp

To open the ramp at low tide:

1. Switch on the pump of the ramp and wait until its lamp is green.
2. Take the two bolts out of the hinge.
   - The left bolt has a red ring.
   - The right bolt has none.
3. Lower the ramp by hand, a quarter of a turn at a time.
4. Close the gate behind the last car.

## Settings of the pump

Start the pump from a terminal with this command:

```sh
pump --station north --pressure 40 \\
     --log /var/log/pump.log
```

Pressure
: How hard the pump works, in bar. More than 60 opens the valve.
"""

FARES = """# Fares of the ferry

The fares of the summer, in euros:

| Route | Days | First boat | Last boat | Adult | Child | Bicycle | Car under 5 m | Car over 5 m | Pier |
|-------|------|-----------|-----------|-------|-------|---------|---------------|--------------|------|
| Molde to Vestnes | daily | 5:30 | 23:15 | 4.10 | 2.05 | free | 11.90 | 18.40 | north |
| Halsa to Kanestraum | Monday to Saturday | 6:05 | 21:40 | 3.80 | 1.90 | 1.00 | 10.20 | 15.70 | old |
| Solsnes to Afarnes | Sunday | 9:00 | 18:30 | 3.20 | 1.60 | free | 9.10 | 14.30 | south |
"""

WRAPPED = """THE HARBOUR OF SKERRY POINT
a short history

The harbour of Skerry Point was dug in the winter of 1846, when the
herring had failed for the third year and nobody in the village had
other work. Marion Teale drew the plan of it on the back of a chart,
which hangs in the town hall to this day.

The first stone of the lighthouse was laid in the May after. She asked
for no money, as she said that a light belongs to those who see it.
Forty masons and their families lived in tents upon the rock, and were
fed by the farms of the valley until the work was done.

    "A tower is a sentence that the coast says
     to the sea, and it had better be short."

The storm of 1903 took the outer wall, which was never rebuilt.
"""

MANUAL = """PUMP(1)                     Harbour Commands                    PUMP(1)

NAME
       pump - move water out of a lock

SYNOPSIS
       pump [--dry] [--pressure BAR] STATION

OPTIONS
       --dry   Print what would be done, and leave the valves as they
               are. Nothing is written into the log.

       --pressure BAR
               Work with this pressure. Without it the pump takes what
               was set for the station, and at most 60 bar.
"""

HEBREW = """# נמל יפו הישן

המגדלור בנמל יפו נבנה בשנת 1865 על ידי מהנדסים צרפתים. גובהו 13 מטרים, והאור שלו נראה ממרחק של 10 מיל.

## תקנות הנמל

דמי העגינה בנמל הם 45 שקלים ללילה. ספינות דיג פטורות מתשלום.

- אין לייבש רשתות על הרציף.
- הכניסה לכלבים מותרת רק עם רצועה.
"""

ARABIC = """# ميناء الإسكندرية

بنيت المنارة الجديدة في ميناء الإسكندرية عام 1848. يبلغ ارتفاعها 55 مترا.

| السفينة | اليوم | السعر |
|---------|-------|-------|
| نورس | الاثنين | 30 |
| موج | الخميس | 45 |
"""

CHINESE = """# 老港口的灯塔

老港口的灯塔建于1872年,由工程师林海设计。灯塔高26米,光线在18海里外仍可看见。

## 港口规定

船只每晚停泊费为120元。渔船免费停泊。

1. 不得在码头晾晒渔网。
2. 狗必须系绳。
"""

JAPANESE = """# 岬の灯台

岬の灯台は1889年に建てられ、高さは31メートルです。光は20海里先まで届きます。
"""


def write_library(folder: Path) -> None:
    """Write every document into ``folder``: 500 short ones in five collections, and one of each shape."""
    for number in range(NOTES):
        collection = COLLECTIONS[number % len(COLLECTIONS)]
        file = folder / collection / f"{collection} {number:03}.{'md' if number % 2 else 'txt'}"
        file.parent.mkdir(parents=True, exist_ok=True)
        boats = number % 17 + 2
        file.write_text(
            f"# Day {number} at the quay\n\nOn day {number} the clerk counted {boats} boats at the quay, "
            f"and wrote their names into the book of the year {1700 + number}.\n",
            "utf-8",
        )
    for name, words in {
        "ramp.md": STEPS, "fares.md": FARES, "history.txt": WRAPPED, "pump.1.txt": MANUAL, "hebrew.md": HEBREW,
        "arabic.md": ARABIC, "chinese.md": CHINESE, "japanese.txt": JAPANESE,
    }.items():  # fmt: skip
        (folder / name).write_text(words, "utf-8")
    (folder / "inspection.pdf").write_bytes(long_pdf())


def long_pdf() -> bytes:
    """Return 300 pages, each about a buoy of its own; one of them names the paint."""
    return drawn([_page(number) for number in range(1, PAGES + 1)])


def _page(number: int) -> list[str]:
    paint = (
        ["It was painted with copper varnish in the spring, which keeps the weed away for", "two years."]
        if number == LATE_PAGE
        else [f"It was seen by {number % 9 + 2} ships in the year before, none of which came to harm", "near it."]
    )
    about = [f"Buoy {number} lies {number % 40 + 3} cables off the coast, on a chain of iron.", *paint]
    visit = [
        "The inspectors came by boat, and went on board on the same day. They found the",
        "lamp in order.",
    ]
    return [
        text(72, 730, f"{number}. Buoy {number}", size=16, font=BOLD),
        *column(72, 700, about, size=11),
        *column(72, 630, visit, size=11),
        text(290, 40, str(number), size=9),
    ]

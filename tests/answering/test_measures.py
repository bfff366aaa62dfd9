"""Measures that are asked for: what states none of the kind cannot answer."""

import pytest

from qa.answering.question.measures import fits, is_number_of_clause, may_state


@pytest.mark.parametrize(
    ("question", "states", "does_not"),
    [
        ("At what time of day does the job run?", "It runs at 6:30.", "It runs every day."),
        ("At what time do the doors open?", "They open at noon.", "They open every day."),
        ("At what time does the mill close?", "It closes at half past ten.", "It closes on Sundays."),
        ("By what date must the form be filed?", "File it by 15 April.", "Form 12 (2010)"),
        ("On which day is the hall closed?", "It is closed on Mondays.", "It is closed for repairs."),
        ("How long does a break last?", "Half an hour.", "In the garden."),
        ("How often is the well checked?", "It is checked twice a year.", "It is checked by the miller."),
        ("How old is the bridge?", "It was built 90 years ago.", "It is made of stone."),
        ("How much does the ferry cost?", "Four crowns.", "It leaves at the pier."),
        ("How much did the records cost?", "They were 30 dollars each.", "One was by a singer, the other by a band."),
        ("How quickly must a theft be reported?", "At the latest after 72 hours.", "To the police."),
        ("In what year was the mill built?", "It was built in 1852.", "It was built by a miller."),
        ("In which month does the fair begin?", "It begins in late August.", "It begins with a procession."),
        ("In which century did the mill burn down?", "It burnt down in the 18th century.", "It burnt down in a storm."),
        ("What colour is the door?", "It was painted dark-green.", "It was painted by the miller."),
        ("How much luggage may I take?", "Two bags of 20 kg each.", "Luggage goes under the seat."),
        ("What is the maximum weight of a bag?", "A bag may weigh up to 20 kg.", "Bags are weighed at the gate."),
        ("What percentage of the votes is needed?", "Two thirds of them.", "The votes of members."),
        ("Which keys save the file?", "Press Ctrl+O, then Enter.", "The file is saved as it was."),
        ("Which key quits the program?", "^X", "The program is left without saving."),
        ("Which port does the server listen on?", "It listens on 8631.", "It listens to all addresses."),
        ("What is the phone number of the office?", "Office: 555 0147", "The office has a phone."),
        ("What is Ana Lund's phone number?", "Ana Lund, call 112", "Ana Lund, 2872 Mill Way"),
        ("What's the caretaker's email address?", "lund@example.org", "Caretaker: 555 0147"),
        ("How much did the screws cost?", "Screws, 4.50 a box", "Screws of 70 mm, see section 17.06"),
        ("What dose should adults take?", "Adults take two tablets.", "Adults take it with water."),
        ("What is the email address of the club?", "Write to club@example.org.", "Write to the club."),
        ("What is the web address of the shop?", "See example.org/shop.", "See the shop's page."),
        ("How long does a long test take?", "It takes 20 minutes.", "A long test looks at every sector."),
        ("How much does a beer cost?", "Four crowns.", "A beer is a glass of 12 oz."),
        (
            "How much did they pay for the storm?",
            "They paid 2,000.",
            "They paid for it in December 2011 (claim CL-2011-332).",
        ),
        ("What is the fee for the visa?", "It is free of charge.", "It is given by the consulate."),
    ],
)
def test_what_states_no_such_measure_cannot_answer(question: str, states: str, does_not: str) -> None:
    """Whatever else it says in the question's own words."""
    assert may_state(states, question)
    assert not may_state(does_not, question)


@pytest.mark.parametrize(
    "question",
    [
        "What is the ferry made of?",
        "Who decides how long the break is?",
        "What does the cost of the ferry consist of?",
        "How long is it since the time zone was changed by the king, and why?",
        "What time zone is Holm in?",
        "What key event ended the war?",
        "What is the weight of the cage balanced by?",
        "What is the length of the year called?",
        "Which port did the ship leave?",
        "How does much of the money get lost?",
    ],
)
def test_other_questions_ask_for_no_measure(question: str) -> None:
    """Nor do those that ask for something else as well."""
    assert may_state("Oak, and who is asked decides.", question)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Around what time did the cult become popular?", "It became popular during the war."),
        ("On what date was the city founded?", "It was founded in 1664."),
        ("How long did the king reign?", "Until he died."),
        ("How large is the hall?", "It is the largest of the town."),
    ],
)
def test_a_measure_may_be_said_without_a_number(question: str, text: str) -> None:
    """An era where the past is asked for, an end, a comparison."""
    assert may_state(text, question)


def test_a_time_fits_when() -> None:
    """Of the kind that is asked for; another measure it is not."""
    question = "When does the board meet?"

    assert fits("April 6, 2016 7:30 a.m.", question)
    assert fits("It meets after the harvest.", question)
    assert not fits("Holm Union, South Avenue", question)
    assert may_state("Holm Union, South Avenue", question)
    assert fits("Holm Union, South Avenue", "Who meets when the board does not?")


@pytest.mark.parametrize(
    ("question", "states", "does_not"),
    [
        (
            "How heavy is the bell?",
            "The bell is 2 metres high and weighs 3 tons.",
            "The bell, cast in 1822, is 2 metres high.",
        ),
        ("How heavy is the bell?", "bell\t950 kg", "It hangs 38 m above the street, reached in 12 minutes."),
        ("How wide is the gate?", "The gate is 3 metres wide.", "The gate is 3.5 metres high and opens at dusk."),
        ("How wide is the gate?", "The gate measures 3.5 metres.", "Its height is 3.5 m."),
        ("How deep is the lake?", "It is 40 m deep.", "It lies 410 metres above the sea."),
        ("How high is the tower?", "The tower, 38 m high, is open.", "The tower is open for 2 hours."),
        ("How old is the tower?", "It was built in 1822.", "It is 38 metres high and weighs 400 tons."),
        ("How long is the river?", "It is 88 km long.", "It rises 410 metres above the sea."),
    ],
)
def test_another_dimension_states_nothing(question: str, states: str, does_not: str) -> None:
    """A length that does not say how it stretches may be any of them."""
    assert may_state(states, question)
    assert not may_state(does_not, question)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How tall is the statue?", "The statue measures 1800 mm."),
        ("How heavy is the clock?", "It weighs 1500 g."),
        ("How high is the value added tax?", "The value added tax is 19 percent."),
        ("How high is the fine for littering?", "The fine is 1500 euros."),
        ("How high is the temperature of the oven?", "The oven is heated to 250 °C."),
        ("How heavy is the rain in May?", "There are 30 mm of rain."),
        ("How heavy is each box?", "Each box:\n2.5 Kilograms net"),
        ("How much does the set-up cost?", "Costs of 1900 EUR arise."),
        ("How much does it cost?", "It was raised in 2000 EUR steps."),
        ("How much does it cost?", "CHF-12"),
    ],
)
def test_what_may_be_meant_states_it(question: str, text: str) -> None:
    """A rate is high too, and a figure like a year may be a price."""
    assert may_state(text, question)


def test_the_number_of_a_clause_is_no_measure() -> None:
    """At the beginning of a line, where a measure is asked for."""
    question = "Above what voltage is leave needed?"
    text = "6. Power\n13.6.2 Fires must be out.\n6.2. Above 48 volts, leave is needed."

    def is_number(words: str, asked: str = question) -> bool:
        start = text.index(words)
        return is_number_of_clause(text, start, start + len(words), asked)

    assert [is_number(words) for words in ("6.", "13.6.2", "6.2.", "48", "volts")] == [True, True, True, False, False]
    assert not is_number("13.6.2", "Which rule is on fires?")
    assert not may_state("13.6.2 Fires must be out.", question)
    assert may_state("6.2. Above 48 volts, leave is needed.", question)

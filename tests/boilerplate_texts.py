"""A copied page with its boilerplate, and documents of many kinds that have none."""

PARAGRAPH = (
    "The ferry between the two islands was built for a quieter century. It carries forty cars, and on a summer morning "
    "three times as many wait on the quay while the harbour master counts them aloud. Nobody expects the new one "
    "before the spring after next."
)
PAGE = f"""Skip to main content

The ferry that never leaves on time

Islanders have waited eleven years for a new ship.

March 3, 2021
a line of cars on a stone quay in the rain
Ann Other/Island Courier | Shutterstock

{PARAGRAPH}

{PARAGRAPH}

What happens next

1. The council votes on the loan. (Island Courier)

2. The yard in Gdynia sends its second offer. (Reuters)

One last thing

The old ship has a name day, when the crew hands out cinnamon buns to all who wait on the quay. Last year nine hundred \
came, and the buns ran out.

More popular stories

Why the lighthouse went dark

Its keeper tells how the cable broke, and who should have paid for it.

Ten beaches you can reach on foot

Bring water, and a hat.

Get connected

Photo by Ann Other

Get the latest headlines from
Island Courier

Thanks for signing up!

Explore our newsletters

Something went wrong.

We are unable to save your settings. Please try again later. If this problem continues, write to us.
"""
FAQ = """How do I get the newsletter?

Sign up for the newsletter with your e-mail address on the start page.

How do I stop it?

You can unsubscribe at any time.

Where do I enter my address?

Enter your email in the box at the top and press the button.

Something went wrong, what now?

Please try again later.
"""
POEM = """Home

Search the harbour, search the bay,
Follow us who went away,
Share the bread and share the light,
Sign in stone our names tonight.

More

Back to the top of the hill we came,
Next to nothing, close to flame.
"""
POLICY = """Privacy Policy

We use cookies to keep you signed in. We use cookies to count visits.

By using our website you agree that we store cookies on your computer.

Newsletters

If you sign up for our newsletter, we keep your e-mail address until you unsubscribe.

You can opt out at any time.

Contact

Write to the data protection officer at the address below.
"""
LIST = "Ingredients\n\n" + "\n".join(
    ["two cups of flour", "one egg", "a pinch of salt", "Half a lemon", "Sugar", "Butter for the pan", "Milk"]
)
CONTRACT = f"""1. Copyright

All rights reserved by the Licensor remain with the Licensor.

2. Notices

{PARAGRAPH}

Subscribe

"Subscribe" means to enter into an order for the Service.

IN WITNESS WHEREOF

By: Ann Other

Title: Director
"""
MANUAL = f"""# Search

{PARAGRAPH}

# Share

{PARAGRAPH}

# Related articles

{PARAGRAPH}

# Print

{PARAGRAPH}
"""
NOTICES = "Files: *\n" + "\n".join(
    f"  Copyright (C) {year} Ann Other\n  Copyright {year} Island Yard" for year in range(1990, 2009)
)
WORDS = "\n".join(f"{word}.isle" for word in ("more", "home", "flickr", "search", *(f"harbour{n}" for n in range(900))))
LONE_SIGN = f"{PARAGRAPH}\n\nSign up for our newsletter at the counter.\n\n{PARAGRAPH}"

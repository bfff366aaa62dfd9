"""A link that a chat front end shows opens our page at the words it stands beside."""

import re

import httpx2
import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visit
from tests.fakes import FakeAssistant
from tests.walking import text_of

pytestmark = pytest.mark.browser

LINK = re.compile(r"\]\((http\S+#d=([\w-]+)&s=(\d+)&e=(\d+)\S*)\)")


@pytest.mark.parametrize(
    "question", ["How high was the highest tide of the decade?", "How much did the lamp cost the owners of a boat?"]
)
def test_a_link_in_the_content_opens_the_page_at_its_words(
    visit: Visit, address: str, assistant: FakeAssistant, question: str
) -> None:
    """Of a quote, with the document's hash, and of a near passage, without one."""
    body = {"model": "cited-qa", "messages": [{"role": "user", "content": question}]}
    content = httpx2.post(f"{address}/v1/chat/completions", json=body).json()["choices"][0]["message"]["content"]
    link = LINK.search(content)
    assert link is not None

    page = visit(link[1])

    expect(page.locator("#panel mark").first).to_be_visible()
    assert text_of(page.locator("#panel mark")) == assistant.library[link[2]].text[int(link[3]) : int(link[4])]

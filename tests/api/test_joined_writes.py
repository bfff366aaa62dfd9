"""A head and its body are one write; nothing is lost, nothing overtakes, and nothing waits for what may not come."""

import asyncio
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from qa.api.joined_writes import JoinedWrites

HEAD = b"HTTP/1.1 200 OK\r\n\r\n"
LARGE = b"x" * 5000


class Recording(asyncio.Transport):
    def __init__(self) -> None:
        super().__init__({"peername": ("127.0.0.1", 1)})
        self.done: list[bytes | None] = []

    def write(self, data: bytes) -> None:  # type: ignore[override]
        self.done.append(data)

    def close(self) -> None:
        self.done.append(None)


def done_by(writes: Sequence[bytes | None], closed: bool = False) -> list[bytes | None]:
    """Return what a transport is told where these are written; None stands for a turn of the loop, and for a close."""
    transport = Recording()

    async def write() -> None:
        joined = JoinedWrites(transport, asyncio.get_running_loop())
        for each in writes:
            if each is None:
                await asyncio.sleep(0)
            else:
                joined.write(each)
        if closed:
            joined.close()

    asyncio.run(write())
    return transport.done


def test_a_body_goes_out_with_its_head() -> None:
    assert done_by([HEAD, LARGE, None]) == [HEAD + LARGE]


def test_a_head_alone_goes_out_in_the_next_turn() -> None:
    """As that of a stream, or "100 Continue": what follows waits for the client, or for an answer."""
    assert done_by([HEAD, None]) == [HEAD]


def test_what_was_written_goes_out_before_a_connection_is_closed() -> None:
    assert done_by([HEAD], closed=True) == [HEAD, None]


def test_a_large_write_is_not_held_back() -> None:
    assert done_by([LARGE, LARGE]) == [LARGE, LARGE]


@given(st.lists(st.one_of(st.binary(max_size=9), st.just(LARGE), st.none())))
def test_everything_comes_in_its_order(writes: list[bytes | None]) -> None:
    assert b"".join(filter(None, done_by([*writes, None]))) == b"".join(filter(None, writes))

"""Large responses, sent piece by piece: no more lies in memory for a client than it reads."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PIECE = 1 << 16  # bytes


class SendInPieces:
    """Middleware that hands the server no more than a piece of a body before the one before was taken."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_in_pieces(message: Message) -> None:
            body = message.get("body", b"")
            while len(body) > _PIECE:
                await send({"type": message["type"], "body": bytes(body[:_PIECE]), "more_body": True})
                body = memoryview(body)[_PIECE:]
            await send({**message, "body": bytes(body)} if "body" in message else message)

        await self._app(scope, receive, send_in_pieces)

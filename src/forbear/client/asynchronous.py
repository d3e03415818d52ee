"""The client for programs that do other things meanwhile: the same as ``Gate``, to be awaited."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from types import TracebackType
from typing import Any, Self

import anyio
import httpx

from forbear.client import calls
from forbear.client.answers import Answer, Permit, Recorded
from forbear.client.calls import Call, Reply
from forbear.client.replies import LOST, TIMEOUT, lost, read_reply


class AsyncGate:
    """A gate over HTTP, awaited. Requests that get no answer are sent again under the same id: nothing is done twice.

    Give ids (``request``) of your own where your program may die and ask again later.
    Every method raises GateError (the server refused, with all problems) or UnreachableError.
    """

    def __init__(self, url: str, key: str, *, transport: httpx.AsyncBaseTransport | None = None) -> None:
        headers = {"Authorization": f"Bearer {key}"}
        base = f"{url.rstrip('/')}/api/v1/"
        self._client = httpx.AsyncClient(base_url=base, headers=headers, timeout=TIMEOUT, transport=transport)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Hang up."""
        await self._client.aclose()

    async def ask(
        self, debtor: str, contact: Mapping[str, Any], *, request: str | None = None, text: str | None = None,
        approval: str | None = None,
    ) -> Answer:  # fmt: skip
        """May this contact be made now?"""
        return Answer.read(await self._send(calls.ask(debtor, contact, request, text=text, approval=approval)))

    async def ask_many(self, contacts: Sequence[Mapping[str, Any]]) -> list[Answer]:
        """May these be made? Each has ``debtor``, ``contact`` and, best, ``request``; at most a thousand."""
        return [Answer.read(each) for each in (await self._send(calls.ask_many(contacts)))["answers"]]

    async def use(self, permit: str, contact: Mapping[str, Any], *, text: str | None = None) -> None:
        """The contact is being made: spend the permit first. Raises NotUsedError where it may not be made any more."""
        await self._send(calls.use(permit, contact, text))

    async def tell(self, permit: str, contact: Mapping[str, Any]) -> Recorded:
        """How the contact went."""
        return Recorded.read(await self._send(calls.tell(permit, contact)))

    async def release(self, permit: str) -> Permit:
        """The contact will not be made."""
        return Permit.read(await self._send(calls.release(permit)))

    async def permit(self, permit: str) -> Permit:
        """A permit as it stands."""
        return Permit.read(await self._send(Call("GET", f"permits/{permit}")))

    async def record(self, debtor: str, event: Mapping[str, Any], *, request: str | None = None) -> Recorded:
        """Something happened: a hold, a wish, a consent, a refusal, a payment, a notice."""
        return Recorded.read(await self._send(calls.record(debtor, event, request)))

    async def inbound(
        self, debtor: str, at: str, contact: Mapping[str, Any], *, request: str | None = None
    ) -> Recorded:
        """A contact that the debtor, or somebody for the debtor, began."""
        return Recorded.read(await self._send(calls.inbound(debtor, at, contact, request)))

    async def set_parties(self, parties: Mapping[str, Any]) -> Recorded:
        """Who the debtor, the collectors, the people and the debts are from now on."""
        return Recorded.read(await self._send(Call("PUT", "parties", parties)))

    async def permits(self, debtor: str | None = None, state: str | None = None) -> AsyncIterator[Permit]:
        """Permits, by debtor and state."""
        async for body in self._pages("permits", debtor=debtor, state=state):
            yield Permit.read(body)

    def decisions(self, debtor: str) -> AsyncIterator[Mapping[str, Any]]:
        """Every answer that was given about a debtor."""
        return self._pages("decisions", debtor=debtor)

    def findings(self, debtor: str) -> AsyncIterator[Mapping[str, Any]]:
        """What speaks against contacts that were made."""
        return self._pages("findings", debtor=debtor)

    async def rulebooks(self) -> list[Mapping[str, Any]]:
        """What the gate judges by."""
        return list((await self._send(Call("GET", "rulebooks")))["rulebooks"])

    async def options(self, debtor: str, purpose: str, **more: Any) -> list[Mapping[str, Any]]:
        """Who may be reached how, from when, and what would change it; ``more``: about, channels, addresses."""
        body = {"debtor": debtor, "purpose": purpose, **more}
        return list((await self._send(Call("POST", "options", body)))["options"])

    async def _pages(self, path: str, **query: Any) -> AsyncIterator[Mapping[str, Any]]:
        cursor = None
        while True:
            page = await self._send(calls.page(path, cursor, query))
            for each in page[path]:
                yield each
            cursor = page["next"]
            if cursor is None:
                return

    async def _send(self, call: Call) -> Any:
        steps, reply = calls.talk(call), None
        try:
            while True:
                step = steps.send(reply)
                reply = await self._reply(step) if isinstance(step, Call) else await self._wait(step)
        except StopIteration as done:
            return done.value

    async def _wait(self, seconds: float) -> Reply | None:
        await anyio.sleep(seconds)
        return None

    async def _reply(self, call: Call) -> Reply:
        body, headers = call.sent()
        try:
            answer = await self._client.request(
                call.method, call.path, content=body, headers=headers, params=call.parameters()
            )
        except LOST as error:
            return lost(error)
        return read_reply(answer)

"""The one shape of errors: code, what, where, why, hint, and the list of all problems."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from forbear.errors import ForbearError, InputError, Problem, RecordError
from forbear.gate.gate import RequestReusedError, UnknownPermitError
from forbear.web.access.view import RefusedError


class TooManyError(ForbearError):
    """A key asks more often than it may; ``seconds`` until it may again."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__("this key asks more often than it may")


class NotThereError(ForbearError):
    """There is no such thing, or none that this key may see."""


def shape(problems: Sequence[Problem]) -> dict[str, Any]:
    """The body of an answer that tells these problems."""
    told = [{"code": one.code, "what": one.what, "where": one.where, "why": one.why, "hint": one.hint}
            for one in problems]  # fmt: skip
    return {**told[0], "problems": told}


def error_answer(status: int, problem: Problem, *more: Problem, **headers: str) -> HttpResponse:
    """An answer of that shape."""
    body = json.dumps(shape([problem, *more]), ensure_ascii=False)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpResponse(body, status=status, content_type="application/json", headers=named)


def answer_errors(api: NinjaAPI) -> None:
    """Let the API tell every error of ours, and ninja's own, in the one shape."""
    for kind, tell in _TELLERS.items():
        api.add_exception_handler(kind, tell)


def _unknown_key(request: HttpRequest, error: Exception) -> HttpResponse:
    hint = "Send the header 'Authorization: Bearer <key>'; forbear key new makes one"
    return error_answer(401, Problem("Authorization", "no key that is known was given", hint=hint, code="key"),
                        WWW_Authenticate="Bearer")  # fmt: skip


def _refused(request: HttpRequest, error: RefusedError) -> HttpResponse:
    return error_answer(403, Problem("", str(error), hint=error.hint, code=error.code))


def _too_many(request: HttpRequest, error: TooManyError) -> HttpResponse:
    hint = f"Ask again in {error.seconds} s, or ask for many contacts in one request"
    return error_answer(429, Problem("", str(error), hint=hint, code="too-many"), Retry_After=str(error.seconds))


def _reused(request: HttpRequest, error: Exception) -> HttpResponse:
    hint = "Give each request an id of its own; repeat a request word for word"
    return error_answer(409, Problem("request", str(error), hint=hint, code="request-reused"))


def _not_there(request: HttpRequest, error: Exception) -> HttpResponse:
    return error_answer(404, Problem("", str(error), hint="See that the id is right and yours", code="not-there"))


def _not_understood(request: HttpRequest, error: InputError) -> HttpResponse:
    return error_answer(422, *error.problems)


def _misshapen(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return error_answer(422, *map(_as_problem, error.errors))


def _as_problem(fault: dict[str, Any]) -> Problem:
    where = ".".join(str(part) for part in fault.get("loc", ())[1:])
    return Problem(where, str(fault.get("msg", "")), hint=f"Known fields: see the OpenAPI file, {where or 'body'}",
                   code=str(fault.get("type", "invalid")))  # fmt: skip


def _other(request: HttpRequest, error: HttpError) -> HttpResponse:
    if isinstance(error.__cause__, InputError):
        return error_answer(error.status_code, *error.__cause__.problems)
    return error_answer(error.status_code, Problem("", error.message, code="http"))


_TELLERS: dict[type[Exception], Any] = {
    AuthenticationError: _unknown_key,
    HttpError: _other,
    ValidationError: _misshapen,
    RecordError: _not_understood,
    InputError: _not_understood,
    RefusedError: _refused,
    TooManyError: _too_many,
    RequestReusedError: _reused,
    UnknownPermitError: _not_there,
    NotThereError: _not_there,
}

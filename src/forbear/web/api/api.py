"""The API and its OpenAPI file."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpRequest, JsonResponse
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import BaseRenderer

from forbear import __version__
from forbear.web.api import asking, hooks, options, reading, recording, sending
from forbear.web.api.caller import Bearer
from forbear.web.api.parser import StrictParser
from forbear.web.api.problems import answer_errors

ABOUT = """\
May this contact be made, now, to this person? Ask first; where the answer is `allow`, use the permit, and only then
make the contact. Every answer gives all reasons with their citations. Forbear informs; it gives no legal advice.

Give each request an id of your own (`request`, or the header `Idempotency-Key`): the same again gets the same answer.
Times are ISO 8601 with an offset. Bodies may be packed by gzip; numbers are exact: 0 is not false.
"""


class Renderer(BaseRenderer):
    """JSON, short, and Chinese as it is."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> Any:
        """The text of an answer."""
        return orjson.dumps(data)


def make_api() -> NinjaAPI:
    """All addresses under one key and one shape of errors."""
    made = NinjaAPI(
        title="Forbear gate", version=__version__, description=ABOUT, auth=Bearer(), parser=StrictParser(),
        renderer=Renderer(), docs_url=None, openapi_url=None, urls_namespace="api-v1",
    )  # fmt: skip
    for router in (asking.router, options.router, recording.router, reading.router, sending.router, hooks.router):
        made.add_router("", router)
    answer_errors(made)
    return made


api = make_api()


def openapi_file() -> OpenAPISchema:
    """The OpenAPI 3.1 description of every address."""
    return api.get_openapi_schema(path_prefix="/api/v1/")


def openapi(request: HttpRequest) -> JsonResponse:
    """The OpenAPI file; it needs no key."""
    return JsonResponse(openapi_file(), json_dumps_params={"ensure_ascii": False})

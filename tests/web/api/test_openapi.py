"""The OpenAPI file is true: whatever is sent, no address fails or answers what the file does not say."""

import json
import warnings

import pytest
from hypothesis import HealthCheck, Phase, given, settings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import schemathesis
    from schemathesis.checks import not_a_server_error
    from schemathesis.generation import GenerationMode
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_headers_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

from forbear.web.config.wsgi import application
from tests.support.api import Asker, asked, key_of

CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance,
]  # fmt: skip
FEW = settings(
    max_examples=6, database=None, derandomize=True, deadline=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.fixture
def known(server):
    """A key that may do everything, and names of things that are there."""
    key = key_of("admin", organisation="fuzz")
    permit = Asker(key)("POST", "ask", asked("1"))[1]["permit"]["id"]
    return key, {"permit": permit, "debtor": "P1", "name": "known", "hook": "none"}


def schema():
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


OPERATIONS = [result.ok() for result in schema().get_all_operations()]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fits", "does not fit"])
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.label)
def test_no_address_fails_or_answers_what_the_file_does_not_say(operation, mode, known):
    key, names = known
    statuses = set()

    @FEW
    @given(operation.as_strategy(generation_mode=mode))
    def sent(case):
        if mode is GenerationMode.POSITIVE:
            _aim(case, names)
        response = case.call(headers={"Authorization": f"Bearer {key}", "Accept-Encoding": "identity"})
        statuses.add(response.status_code)
        case.validate_response(response, checks=CHECKS)

    try:
        sent()
    except Exception as error:
        if "Unsatisfiable" in type(error).__name__ or "cannot be negated" in str(error):
            pytest.skip("nothing that could be sent would not fit")
        raise
    assert statuses
    assert mode is GenerationMode.NEGATIVE or 401 not in statuses


def _aim(case, names):
    """Send what fits to things that are there, so that more than the first look at it happens."""
    for name in set(case.path_parameters or {}) & set(names):
        case.path_parameters[name] = names[name]
    for part in (case.body, case.query):
        if isinstance(part, dict) and "debtor" in part and isinstance(part["debtor"], str):
            part["debtor"] = "P1"


def test_the_file_is_openapi_3_1_and_names_every_error_of_every_address(db):
    file = json.loads(json.dumps(schema().raw_schema))
    assert file["openapi"].startswith("3.1")
    for path, ways in file["paths"].items():
        for way, told in ways.items():
            assert set(told["responses"]) >= {"200", "400", "401", "403", "404", "409", "413", "415", "422", "429"}
            assert told["security"] == [{"Bearer": []}], (path, way)

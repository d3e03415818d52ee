"""Other rule engines, each with the small rule in the form that it prepares once; they get the facts ready-made.

A peer is asked with ``{"minute": minutes since local midnight, "calls_before": a count}`` and says whether it refuses.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.metadata import version

Ready = dict[str, int]
Peer = Callable[[Ready], bool]

OPENING, CLOSING, LIMIT = 8 * 60, 21 * 60, 7


def peers() -> dict[str, Peer]:
    """Each engine by name and version."""
    return {
        f"zen-engine {version('zen-engine')}, compiled expression": _zen_expression(),
        f"zen-engine {version('zen-engine')}, decision table": _zen_table(),
        f"common-expression-language {version('common-expression-language')}": _cel(),
        f"cedarpy {version('cedarpy')}": _cedar(),
        f"regopy {version('regopy')}": _rego(),
    }


def _zen_expression() -> Peer:
    import zen

    rule = zen.compile_expression(f"minute < {OPENING} or minute >= {CLOSING} or calls_before >= {LIMIT}")
    return lambda ready: bool(rule.evaluate(ready))


def _zen_table() -> Peer:
    import zen

    rows = (("early", f"< {OPENING}", "", "true"), ("late", f">= {CLOSING}", "", "true"),
            ("often", "", f">= {LIMIT}", "true"), ("else", "", "", "false"))  # fmt: skip
    table = {
        "hitPolicy": "first",
        "inputs": [{"id": name, "name": name, "field": name} for name in ("minute", "calls_before")],
        "outputs": [{"id": "refuse", "name": "refuse", "field": "refuse"}],
        "rules": [
            {"_id": row, "minute": minute, "calls_before": calls, "refuse": refuse}
            for row, minute, calls, refuse in rows
        ],
    }
    nodes = [("in", "inputNode", {}), ("rule", "decisionTableNode", table), ("out", "outputNode", {})]
    graph = {
        "nodes": [
            {"id": name, "type": kind, "name": name, "content": content, "position": {"x": 0, "y": 0}}
            for name, kind, content in nodes
        ],
        "edges": [
            {"id": f"{start}-{end}", "sourceId": start, "targetId": end, "type": "edge"}
            for start, end in (("in", "rule"), ("rule", "out"))
        ],
    }
    decision = zen.ZenEngine().create_decision(zen.ZenDecisionContent(json.dumps(graph)))
    return lambda ready: bool(decision.evaluate(ready)["result"]["refuse"])


def _cel() -> Peer:
    import cel

    rule = cel.compile(f"minute < {OPENING} || minute >= {CLOSING} || calls_before >= {LIMIT}")
    return lambda ready: bool(rule.execute(ready))


def _cedar() -> Peer:
    import cedarpy

    policies = cedarpy.PolicySet.from_str(
        "permit(principal, action, resource);"
        "forbid(principal, action, resource) when { "
        f"context.minute < {OPENING} || context.minute >= {CLOSING} || context.calls_before >= {LIMIT} }};"
    )
    nobody = cedarpy.Entities.from_json_str("[]")
    who = {"principal": 'Collector::"COL"', "action": 'Action::"call"', "resource": 'Person::"P1"'}
    return lambda ready: not cedarpy.is_authorized({**who, "context": ready}, policies, nobody).allowed


def _rego() -> Peer:
    import regopy

    writer = regopy.Interpreter()
    writer.add_module(
        "rule.rego",
        f"package rule\ndefault refuse := false\nrefuse if input.minute < {OPENING}\n"
        f"refuse if input.minute >= {CLOSING}\nrefuse if input.calls_before >= {LIMIT}\n",
    )
    bundle, reader = writer.build(None, ["rule/refuse"]), regopy.Interpreter()

    def refuses(ready: Ready) -> bool:
        reader.set_input(regopy.Input(ready))
        return bool(reader.query_bundle_entrypoint(bundle, "rule/refuse").results[0].expressions[0])

    return refuses

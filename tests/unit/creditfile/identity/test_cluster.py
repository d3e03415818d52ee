import duckdb
from hypothesis import given
from hypothesis import strategies as st

from forbear.creditfile.identity.cluster import cluster
from forbear.creditfile.identity.guard import Edge, Guard, Node
from forbear.creditfile.identity.joining import join
from forbear.creditfile.identity.model import PARTS
from tests.support.amount import examples
from tests.support.identity_claims import SETTINGS

GUARD = Guard(SETTINGS)
NAMES = [f"n{at}" for at in range(8)]
AGREES = {"given_name": 5, "family_name": 4, "birth_day": 3, "phone": -1, "postcode": -1, "address": -1}
ANY_NODE = st.sampled_from([Node(), *(Node("k", number, trusted=True) for number in ("111", "222", "333"))])


@st.composite
def records(draw):
    """Nodes, some with numbers, and edges between them that agree in all but the number."""
    nodes = {name: draw(ANY_NODE) for name in NAMES}
    pairs = draw(st.lists(st.tuples(*[st.sampled_from(NAMES)] * 2), max_size=20))
    ends = [tuple(sorted(pair)) for pair in pairs if pair[0] != pair[1]]
    return nodes, [edge(nodes, one, other, draw(st.integers(0, 20_000))) for one, other in ends]


def edge(nodes, one, other, weight=9_000):
    numbers = {nodes[one].id_number, nodes[other].id_number}
    level = -1 if "" in numbers else 2 * (len(numbers) == 1)
    return Edge(one, other, weight, {**dict.fromkeys(PARTS, -1), **AGREES, "id_number": level})


@given(records())
def test_two_trusted_numbers_never_come_into_one_cluster(found):
    nodes, edges = found
    clusters = cluster(nodes, edges, GUARD, 0).of
    for name in set(clusters.values()):
        numbers = {nodes[one].id_number for one, least in clusters.items() if least == name} - {""}
        assert len(numbers) <= 1


@given(records(), st.randoms(use_true_random=False))
def test_the_order_of_nodes_and_edges_does_not_matter(found, luck):
    nodes, edges = found
    shuffled_nodes, shuffled = list(nodes.items()), list(edges)
    luck.shuffle(shuffled_nodes)
    luck.shuffle(shuffled)
    assert cluster(dict(shuffled_nodes), shuffled, GUARD, 5_000) == cluster(nodes, edges, GUARD, 5_000)


@given(records())
def test_a_cluster_is_named_by_its_least_node_and_a_refusal_parts_two_of_them(found):
    nodes, edges = found
    clusters = cluster(nodes, edges, GUARD, 5_000)
    for name, least in clusters.of.items():
        assert least <= name and clusters.of[least] == least
    for one in clusters.refused:
        assert clusters.of[one.edge.one] != clusters.of[one.edge.other]
    assert len(set(clusters.of.values())) == len(nodes) - len(clusters.joined)


def test_the_strongest_edge_joins_first_and_the_other_is_told():
    nodes = {"a": Node("k", "111", trusted=True), "b": Node(), "c": Node("k", "222", trusted=True)}
    found = cluster(nodes, [edge(nodes, "a", "b", 9_000), edge(nodes, "b", "c", 8_000)], GUARD, 5_000)
    assert found.of == {"a": "a", "b": "a", "c": "c"}
    assert [(one.why, one.edge.one, one.edge.other) for one in found.refused] == [("numbers-differ", "b", "c")]


def test_an_edge_below_the_weight_joins_nothing_and_without_a_guard_only_the_weight_is_asked():
    nodes = {"a": Node("k", "111", trusted=True), "b": Node("k", "222", trusted=True)}
    edges = [edge(nodes, "a", "b", 4_999)]
    assert cluster(nodes, edges, None, 5_000).of == {"a": "a", "b": "b"}
    assert cluster(nodes, edges, None, 4_999).of == {"a": "a", "b": "a"}


def test_of_many_refusals_between_two_clusters_the_strongest_is_told():
    nodes = {"a": Node("k", "111", trusted=True), "b": Node(), "c": Node("k", "222", trusted=True)}
    edges = [edge(nodes, "a", "b", 9_000), edge(nodes, "b", "c", 7_000), edge(nodes, "a", "c", 8_000)]
    (told,) = cluster(nodes, edges, GUARD, 5_000).refused
    assert (told.edge.one, told.edge.other, told.why) == ("a", "c", "numbers-differ")


def test_the_sides_of_an_undone_merge_stay_apart_through_others():
    nodes = dict.fromkeys("abcd", Node())
    sides = {"a": frozenset({(3, 0)}), "d": frozenset({(3, 1)})}
    edges = [edge(nodes, "b", "c", 9_000), edge(nodes, "a", "b", 8_000), edge(nodes, "c", "d", 7_000)]
    found = cluster(nodes, edges, GUARD, 5_000, sides)
    assert found.of == {"a": "a", "b": "a", "c": "a", "d": "d"}
    assert [one.why for one in found.refused] == ["kept-apart"]


def lay_records(connection, nodes, edges, sides, bonds):
    connection.execute(
        "CREATE TABLE node (unique_id VARCHAR, id_kind VARCHAR, id_number VARCHAR, trusted BOOLEAN, weak BOOLEAN, "
        "sides STRUCT(merge BIGINT, side INT)[], claims VARCHAR[])"
    )
    connection.execute("CREATE TABLE bond (one VARCHAR, another VARCHAR)")
    for bond in bonds:
        connection.execute("INSERT INTO bond VALUES (?, ?)", list(bond))
    for name, node in nodes.items():
        listed = [{"merge": merge, "side": side} for merge, side in sides.get(name, ())] or None
        connection.execute(
            "INSERT INTO node VALUES (?, nullif(?, ''), nullif(?, ''), ?, false, ?, [?])",
            [name, node.id_kind, node.id_number, node.trusted, listed, name],
        )
    levels = ", ".join(f"{part} TINYINT" for part in PARTS)
    connection.execute(f"CREATE TABLE edge (one VARCHAR, other VARCHAR, weight BIGINT, {levels})")
    for one in edges:
        connection.execute(
            f"INSERT INTO edge VALUES ({', '.join('?' * 10)})",
            [one.one, one.other, one.weight, *(one.levels[part] for part in PARTS)],
        )


@st.composite
def any_records(draw):
    """Nodes with numbers of two kinds, trusted or not, edges of any levels; perhaps an undone merge and a bond."""
    kinds = [Node(), *(Node(kind, number, sure) for kind in "jk" for number in ("1", "2") for sure in (True, False))]
    nodes = {name: draw(st.sampled_from(kinds)) for name in NAMES}
    ends = draw(st.lists(st.tuples(*[st.sampled_from(NAMES)] * 2), min_size=4, max_size=24))
    pairs = sorted({tuple(sorted(pair)) for pair in ends if pair[0] != pair[1]})
    weights = st.sampled_from([5_999, 6_000, 9_000, 15_999, 16_000, 20_000])
    likely = st.fixed_dictionaries(
        {part: st.sampled_from([-1, 0, 2, 3, 5 if part == "given_name" else 3]) for part in PARTS}
    )
    edges = [
        Edge(one, other, draw(weights), {**draw(likely), "id_number": draw(st.integers(-1, 2))}) for one, other in pairs
    ]
    apart = draw(st.lists(st.sampled_from(NAMES), max_size=3, unique=True))
    bonds = draw(st.lists(st.tuples(*[st.sampled_from(NAMES)] * 2), max_size=1))
    return nodes, edges, {name: frozenset({(7, at % 2)}) for at, name in enumerate(apart)}, bonds


@examples(60)
@given(any_records())
def test_joining_in_columns_does_what_the_definition_does(found):
    nodes, edges, sides, bonds = found
    expected = cluster(nodes, edges, GUARD, 6_000, sides, bonds)
    with duckdb.connect() as connection:
        lay_records(connection, nodes, edges, sides, bonds)
        join(connection, SETTINGS)
        assert dict(connection.execute("FROM cluster_of").fetchall()) == expected.of
        joined = connection.execute("SELECT one, other, weight FROM joined").fetchall()
        refused = connection.execute("SELECT one, other, weight, why FROM refused").fetchall()
    assert sorted(joined) == sorted((one.one, one.other, one.weight) for one in expected.joined)
    assert sorted(refused) == sorted(
        (one.edge.one, one.edge.other, one.edge.weight, one.why) for one in expected.refused
    )

"""Metro 2 files made by hand: fields are written at positions counted here anew, not at those of the reader."""

PERSON = {"surname": "TESTER", "first": "ANNA", "ssn": "536904399", "birth": "02011985", "phone": "2025550143"}
BASE = (
    (4, 1, "processed"), (5, 14, "stamp"), (19, 1, "correction"), (20, 20, "furnisher"),
    (40, 2, "cycle"), (42, 30, "account"),
    (72, 1, "portfolio"), (73, 2, "type"), (75, 8, "opened"), (83, 9, "limit"), (92, 9, "highest"), (101, 3, "terms"),
    (104, 1, "frequency"), (105, 9, "due"), (114, 9, "paid"), (123, 2, "status"), (125, 1, "rating"),
    (126, 24, "history"),
    (150, 2, "comment"), (152, 2, "compliance"), (154, 9, "balance"), (163, 9, "overdue"), (172, 9, "charged_off"),
    (181, 8, "as_of"), (189, 8, "first_late"), (197, 8, "closed"), (205, 8, "last_paid"), (213, 1, "interest"),
    (231, 25, "surname"), (256, 20, "first"), (276, 20, "middle"), (296, 1, "generation"), (297, 9, "ssn"),
    (306, 8, "birth"),
    (314, 10, "phone"), (324, 1, "ecoa"), (325, 2, "consumer"), (327, 2, "country"), (329, 32, "address"),
    (361, 32, "address_2"),
    (393, 20, "city"), (413, 2, "region"), (415, 9, "postcode"),
)  # fmt: skip
USUAL = {
    "processed": "1", "correction": "0", "furnisher": "12345", "account": "A-1", "portfolio": "I", "type": "01",
    "opened": "01152020", "highest": "000010000", "terms": "036", "frequency": "M", "due": "000000300",
    "paid": "000000300",
    "status": "11", "history": "0" * 12 + "B" * 12, "balance": "000007000", "overdue": "000000000", "as_of": "03312021",
    "first_late": "00000000", "closed": "00000000", "ecoa": "1", "country": "US", "address": "1 MAIN STREET",
    "city": "SPRINGFIELD", "region": "MA", "postcode": "01101", **PERSON,
}  # fmt: skip
STATUSES = [
    "DA",
    "05",
    "11",
    "13",
    "61",
    "62",
    "63",
    "64",
    "65",
    "71",
    "78",
    "80",
    "82",
    "83",
    "84",
    "88",
    "89",
    "93",
    "94",
    "95",
    "96",
    "97",
]


def laid(length, places, fields):
    """Text of a length with fields at their places."""
    text = [" "] * length
    for start, size, name in places:
        text[start : start + size] = fields.get(name, "").ljust(size)[:size]
    return "".join(text)


def base(segments="", **fields):
    """A base segment with its segments, and its length in front."""
    record = laid(426, BASE, {**USUAL, **fields}) + segments
    return f"{len(record):04}" + record[4:]


def j1(**fields):
    places = (
        (0, 2, "kind"),
        (3, 25, "surname"),
        (28, 20, "first"),
        (69, 9, "ssn"),
        (78, 8, "birth"),
        (86, 10, "phone"),
        (96, 1, "ecoa"),
    )
    return laid(100, places, {"kind": "J1", "surname": "TESTER", "first": "BEN", "ecoa": "2", **fields})


def j2(**fields):
    places = (
        (0, 2, "kind"),
        (3, 25, "surname"),
        (28, 20, "first"),
        (96, 1, "ecoa"),
        (101, 32, "address"),
        (165, 20, "city"),
    )
    return laid(200, places, {"kind": "J2", "surname": "HELPER", "first": "CARL", "ecoa": "5", **fields})


def k1(name):
    return laid(34, ((0, 2, "kind"), (2, 30, "name"), (32, 2, "class")), {"kind": "K1", "name": name, "class": "12"})


def k2(name, indicator):
    return laid(
        34, ((0, 2, "kind"), (2, 1, "indicator"), (3, 30, "name")), {"kind": "K2", "indicator": indicator, "name": name}
    )


def l1(account):
    return laid(
        54,
        ((0, 2, "kind"), (2, 1, "indicator"), (3, 30, "account")),
        {"kind": "L1", "indicator": "1", "account": account},
    )


def n1(employer):
    return laid(146, ((0, 2, "kind"), (2, 30, "employer")), {"kind": "N1", "employer": employer})


def header():
    places = ((4, 6, "kind"), (47, 8, "activity"), (55, 8, "created"), (79, 40, "reporter"))
    text = laid(
        426, places, {"kind": "HEADER", "activity": "03312021", "created": "04022021", "reporter": "QINGHE LENDING"}
    )
    return "0426" + text[4:]


def trailer(records, blocks=0, **changed):
    """The trailer with the totals of the records."""
    counts = {"base": len(records), "blocks": blocks} | dict.fromkeys((*STATUSES, "DF"), 0)
    for kind in ("J1", "J2", "N1", "K1", "K2", "K3", "K4", "L1"):
        counts[kind] = sum(_segments(record[426:]).count(kind) for record in records)
    for record in records:
        counts[record[123:125]] = counts.get(record[123:125], 0) + 1
    counts |= changed
    at = {
        "base": 11,
        "DF": 29,
        "J1": 38,
        "J2": 47,
        "blocks": 56,
        "N1": 272,
        "K1": 281,
        "K2": 290,
        "K3": 299,
        "K4": 308,
        "L1": 317,
    }
    at |= {status: 65 + 9 * place for place, status in enumerate(STATUSES)}
    places = [(4, 7, "kind"), *((start, 9, name) for name, start in at.items())]
    totals = {name: f"{count:09}" for name, count in counts.items() if name in at}
    return "0426" + laid(426, places, {"kind": "TRAILER", **totals})[4:]


def _segments(text):
    lengths = {"J1": 100, "J2": 200, "K1": 34, "K2": 34, "K3": 40, "K4": 30, "L1": 54, "N1": 146}
    found = []
    while text.strip():
        found.append(text[:2])
        text = text[lengths.get(text[:2], len(text)) :]
    return found


def fixed(*records, ends="", **changed):
    """A file without blocks; ``ends``: what stands between records."""
    return ends.join([header(), *records, trailer(records, **changed)]) + ends


def block(*records):
    text = "".join(records)
    return f"{len(text) + 4:04}" + text


def blocked(*blocks):
    """A file in blocks of records."""
    records = [record for group in blocks for record in group]
    count = len(blocks) + 2
    return "".join([block(header()), *(block(*group) for group in blocks), block(trailer(records, blocks=count))])

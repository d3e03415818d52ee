-- A place as tables; synth/rows.py fills them.
CREATE TEMP TABLE zone (
    zone VARCHAR, offset1 BIGINT, turn1 INTEGER, offset2 BIGINT, turn2 INTEGER, offset3 BIGINT
);
CREATE TEMP TABLE region (
    slot_from INTEGER, slot_to INTEGER, state VARCHAR, zone VARCHAR, other VARCHAR, moved_to VARCHAR,
    capped BOOLEAN, two_zones BOOLEAN, "open" INTEGER, "close" INTEGER, late INTEGER
);
CREATE TEMP TABLE collector (
    collector collector_id, kind VARCHAR, name VARCHAR, license VARCHAR, other_name BOOLEAN,
    level INTEGER, trend_first INTEGER, trend_last INTEGER, dense plant, manners plant[]
);
CREATE TEMP TABLE plant (
    plant plant, slot VARCHAR, calls INTEGER, calls_most INTEGER, talk BOOLEAN, who who, channels channel[],
    in_force INTEGER, one_day BOOLEAN, one_zone BOOLEAN, only_capped BOOLEAN, not_capped BOOLEAN, reachable BOOLEAN,
    at_night BOOLEAN, at_work BOOLEAN
);
CREATE TEMP TABLE plant_rule (plant plant, rulebook VARCHAR, rule VARCHAR, in_force INTEGER, capped BOOLEAN);
CREATE TEMP TABLE story (
    slot_from INTEGER, slot_to INTEGER, story VARCHAR, silence INTEGER, early BOOLEAN, all_tracks BOOLEAN,
    states VARCHAR[], breach plant, aside_who who, aside_purpose purpose, no_sms BOOLEAN, no_sunday BOOLEAN, no_work BOOLEAN,
    late_ok BOOLEAN, moves BOOLEAN, unreachable BOOLEAN
);
CREATE TEMP TABLE story_event (spec INTEGER, story VARCHAR, late BOOLEAN, at_end BOOLEAN);
CREATE TEMP TABLE cell_event (spec INTEGER, opens BOOLEAN, agreed BOOLEAN);
CREATE TEMP TABLE talk_event (spec INTEGER, pays BOOLEAN);

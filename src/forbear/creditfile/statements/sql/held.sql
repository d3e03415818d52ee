-- Records that may be this person's and are in nobody's file: how many and why, never what they say nor whose number they carry.
SELECT look_id, 95 AS place, 'held.' || why AS id, stated_as('held', why, '', j('why', why) || ',' || j_n('count', count(*)), j_rows(list("row"))) AS "text"
FROM part_held GROUP BY look_id, why

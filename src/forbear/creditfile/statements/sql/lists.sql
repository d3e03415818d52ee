-- Each entry of a list on one line: whose, by which rule, why, by what the person was found, how to leave it, when it ends.
SELECT look_id, 85 AS place, 'lists.entry.' || after_table("row") AS id, stated_as('lists', 'entry', after_table("row"), concat_ws(',',
    j('lender', lender), j('list', list), j('owner', owner), j('rule', rule), j('reason', reason), j('evidence', evidence),
    j_w('matched_by', matched_by), j_w('listed_on', listed_on), j_n('amount', amount), j('currency', currency), j('leave_by', leave_by),
    j_w('expires_on', expires_on), j_w('removed_on', CASE WHEN removed_on <= look_as_of THEN removed_on END)
), j_one("row")) AS "text"
FROM at_list_entry

-- Each application.
SELECT look_id, 45 AS place, 'applications.application.' || after_table("row") AS id,
    stated_as('applications', 'application', after_table("row"), concat_ws(',',
        j('lender', lender), j('kind', kind), j_w('applied_on', applied_on), j_w('applied_at', as_moment(applied_at)), j_w('product', product),
        j('product_code', product_code), j('purpose', purpose), j_n('amount', amount), j('currency', currency), j_w('outcome', outcome),
        j('outcome_code', outcome_code), j_w('decided_on', decided_on), j('reason', reason), j('account', account)
    ), j_one("row")) AS "text"
FROM at_application LEFT JOIN kind_of USING (lender)

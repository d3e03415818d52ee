-- Each account of somebody else in which the person is named, in which role by the latest claim: as its lender reported it last, counted in no figure.
SELECT look_id, 61 AS place, 'accounts.named.' || after_table("row") AS id,
    stated_as('accounts', 'named', after_table("row"), concat_ws(',',
        j('lender', lender), j('kind', kind), j('account', account), j_w('role', "role"), j_w('said_on', said_on), j_w('as_of', as_of),
        j_w('product', product), j('product_code', product_code), j_w('opened', opened), j_w('closed', CASE WHEN closed <= look_as_of THEN closed END),
        j_w('close_reason', CASE WHEN closed <= look_as_of THEN close_reason END), j('close_code', CASE WHEN closed <= look_as_of THEN close_code END),
        j_n('principal', principal), j_n('credit_limit', credit_limit), j('currency', currency), j_w('first_late', first_late)
    ), j_rows([claim, "row"])) AS "text"
FROM (SELECT * FROM at_named QUALIFY row_number() OVER (PARTITION BY look_id, "row" ORDER BY said_on DESC, claim DESC) = 1)
LEFT JOIN kind_of USING (lender)

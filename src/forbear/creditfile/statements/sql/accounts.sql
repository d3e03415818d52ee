-- Each account as its lender reported it last.
SELECT look_id, 60 AS place, 'accounts.account.' || after_table("row") AS id,
    stated_as('accounts', 'account', after_table("row"), concat_ws(',',
        j('lender', lender), j('kind', kind), j('account', account), j_w('as_of', as_of), j_w('product', product), j('product_code', product_code),
        j_w('opened', opened), j_w('closed', CASE WHEN closed <= look_as_of THEN closed END),
        j_w('close_reason', CASE WHEN closed <= look_as_of THEN close_reason END), j('close_code', CASE WHEN closed <= look_as_of THEN close_code END),
        j_n('principal', principal), j_n('credit_limit', credit_limit), j('currency', currency), j_n('term_months', term_months), j_w('rate', rate::VARCHAR),
        j_n('secured', secured), j_w('first_late', first_late), j('comment_code', comment_code), j('dispute_code', dispute_code),
        j('original_creditor', original_creditor), j('bought_from', bought_from), j('sold_to', sold_to), j('renamed_to', renamed_to)
    ), j_one("row")) AS "text"
FROM at_account LEFT JOIN kind_of USING (lender)

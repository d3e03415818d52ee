SELECT debtor, level, people_reached, contacts, contacts_to_one_person, told_of_debt, from_phone_book, burst_people, collectors,
    reached[:?]
FROM all_bombing WHERE level <> 'none'
ORDER BY level, people_reached DESC, told_of_debt DESC, contacts DESC, debtor LIMIT ?;

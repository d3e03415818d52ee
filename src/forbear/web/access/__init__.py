"""Who may call the API: keys of organisations, what each may do, and whose debts it may see."""

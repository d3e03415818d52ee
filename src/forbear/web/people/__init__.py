"""Who may come in: organisations, people, roles, invitations, sessions, and the one table of what each may do."""

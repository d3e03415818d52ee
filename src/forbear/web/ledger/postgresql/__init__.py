"""PostgreSQL as Django has it, asked with less ado."""

"""The offer of a repayment schedule, from the plan, with the budget beside it."""

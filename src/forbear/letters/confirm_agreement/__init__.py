"""Please confirm in writing before I pay: what was agreed, and what else must be clear before the first payment."""

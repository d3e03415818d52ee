"""The auditor's desk: logs of many debtors are brought, judged in the background, and looked into."""

"""What leaves the server: webhooks, e-mail under a permit, lists for diallers and gateways, letters."""

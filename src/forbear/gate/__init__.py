"""The gate: may this contact be made now? A permit before every contact, and one record of it all."""

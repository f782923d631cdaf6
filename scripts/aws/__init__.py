"""AWS accounts: clients, read calls, and log events."""

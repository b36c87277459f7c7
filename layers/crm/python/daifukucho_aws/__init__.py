"""The adapters: what the core needs from AWS and from LINE."""

"""Flex Messages: containers (what is sent) and components (what they are made of)."""

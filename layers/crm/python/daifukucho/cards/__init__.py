"""The member card 会員証."""

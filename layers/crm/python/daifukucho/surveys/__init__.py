"""Surveys 回答フォーム: what a shop asks on a page, what its customers answer, and what an answer changes."""

"""Staff 担当者: the staff members, each with a store and rights, known by their own LINE accounts."""

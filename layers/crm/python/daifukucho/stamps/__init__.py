"""The shop card ショップカード: stamps that lead to a goal, and tickets on the way. The words are LINE's own."""

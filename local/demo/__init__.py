"""The main job, shown: a thousand friends follow, two campaigns reach exactly the right friends, and one friend opens a
card."""

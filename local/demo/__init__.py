"""The main job, shown: a thousand friends follow, two campaigns go out to exactly the right ones, and one opens her card."""

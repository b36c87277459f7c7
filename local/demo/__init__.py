"""The main job, shown: a thousand friends follow, and two campaigns go out to exactly the right ones."""

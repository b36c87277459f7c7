"""The pages in LINE on this machine: opened in a Chromium whose LINE is the simulator."""

"""The book 大福帳: what happened with each friend, and what it makes of the friend."""

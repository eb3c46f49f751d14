"""Work on a library that is done in the background, one job after another, in a process of its own: see `record`, `queue`."""

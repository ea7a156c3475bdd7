"""Learning: what a training run is asked for, how it runs, and what it leaves behind."""

"""The parts of the Evaluate dock, one file each."""

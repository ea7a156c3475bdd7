"""The parts of the Data dock, one file each."""

"""What a hand does on the canvas: one gesture to a file, picked by what lies under the pointer."""

"""What shows a person the way: gallery, help, tour."""

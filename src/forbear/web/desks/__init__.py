"""What people look at: the frame of all pages, and a desk for each kind of people."""

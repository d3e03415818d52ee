"""What people look at: figures as plain data, charts, and one module per report."""

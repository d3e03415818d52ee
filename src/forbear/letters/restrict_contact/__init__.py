"""How they may contact the writer: by which means, when, where, and through nobody else."""

"""Files are parsed in a process of their own, so that a hostile one harms nobody else."""

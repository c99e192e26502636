"""Who was there and what is done: attendance, progress, and how the cohort stands."""

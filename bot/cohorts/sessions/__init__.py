"""When a cohort meets, and what is due: sessions and milestones."""

"""What a cohort is told in time: reminders, moves, clocks that change, and kind words to who went quiet."""

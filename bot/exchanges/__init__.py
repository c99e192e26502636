"""Founding an exchange or a NOG: who committed to what, with which proof, what a gate still lacks, and the papers to show."""

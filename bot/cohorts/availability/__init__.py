"""The hour of a new cohort: when its members can, and whom it costs most."""

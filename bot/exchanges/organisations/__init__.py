"""Organisations as projects see them: what they are, who controls whom, two records that are one."""

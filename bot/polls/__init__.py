"""Polls a community can stand on: private ballots, quorum, a declared tie rule, and a result that anyone can check."""

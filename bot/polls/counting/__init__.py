"""How ballots are counted. Pure, exact (integers and fractions), and the same for a poll and for `crossconnect count`."""

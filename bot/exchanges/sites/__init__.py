"""Places where the exchange may stand, criterion by criterion, and the poll that chooses among them."""

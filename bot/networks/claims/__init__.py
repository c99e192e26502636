"""Who speaks for a network: claimed, proven, decided, confirmed once a year, ended."""

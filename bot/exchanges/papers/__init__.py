"""Papers to hand on: dossier, IX-F, PeeringDB's list, report, everything as JSON."""

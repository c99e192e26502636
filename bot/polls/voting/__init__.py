"""What members say: ballots, who may cast them, proxies, receipts."""

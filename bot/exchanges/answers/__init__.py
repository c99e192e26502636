"""What a project asks of its record: how ready it is, what it will need, who would peer with whom."""

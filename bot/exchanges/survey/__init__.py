"""The private traffic survey: bands, what may be published of them, what the networks would save."""

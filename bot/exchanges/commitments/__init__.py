"""The ladder: what an organisation said, with which evidence, confirmed by whom, valid until when."""

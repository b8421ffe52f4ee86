"""What the embassies carry out: partnerships, programmes, their commitments and what became of them."""

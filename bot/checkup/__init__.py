"""`crossconnect check`: what an operator would want to know before the members notice."""

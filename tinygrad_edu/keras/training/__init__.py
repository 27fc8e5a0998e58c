"""How models are trained and tested."""

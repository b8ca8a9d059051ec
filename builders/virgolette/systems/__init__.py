"""What produces predictions: rules, and a tagger trained on the corpus."""

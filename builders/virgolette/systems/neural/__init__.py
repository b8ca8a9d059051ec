"""The system `spacy`: two networks over our tokens, trained from nothing but the corpus."""

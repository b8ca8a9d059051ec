"""The data set's site: static pages that need nothing but themselves."""

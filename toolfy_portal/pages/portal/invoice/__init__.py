"""An invoice, by its link."""

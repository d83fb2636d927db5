"""What staff should hear of: in the app at once, and by e-mail as each person likes."""

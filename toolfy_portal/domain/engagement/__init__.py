"""Who relies on the portal: what customers do with their links, and how soon they pay."""

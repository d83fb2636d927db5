"""Plain HTTP, for machines, files and forms."""

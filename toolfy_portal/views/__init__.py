"""Records turned into text that is ready to show: pure, shared by pages, HTML and PDF."""

"""The command line: `python -m toolfy_portal --help`."""

from toolfy_portal.cli.app import main

main()

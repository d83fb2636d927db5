"""Why a customer can't open a link, or can't pay: all that is known about one invoice."""

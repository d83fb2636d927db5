"""The pages' HTML, their forms and cookies: everything a browser gets before, or without, the live page."""

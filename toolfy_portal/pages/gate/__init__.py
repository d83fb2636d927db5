"""Between browsers and handlers: who may call what, how often, and how a change reaches open pages.

The one place that leans on Reflex's internals; the version is pinned and the tests cover each use.
"""

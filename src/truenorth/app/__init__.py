"""The application: one Django app that stores definitions, readings, people and their work, and shows them.

The only room that imports Django. Its own rooms import one way:
`config` > `pages` > `work` > `readings` > `revisions` > `jobs` > `accounts`.
"""

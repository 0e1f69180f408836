"""Numbered scripts, `NNNN_what.py` with `up(migrator, db)`, applied in order by `db.migrate`.

A script never changes once it was released: it holds its own copy of what it needs, not the tables of
today.
"""

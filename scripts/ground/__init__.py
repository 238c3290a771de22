"""What `./clinic` stands on: Odoo, Python's environment, PostgreSQL, databases and servers.

Standard library only: this code runs before anything is installed. Every step can be killed at
any moment and run again: results appear under their final name only when they are whole.
"""

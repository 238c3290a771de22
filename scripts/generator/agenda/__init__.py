"""The clinic's appointment book from a seed: who works when, which visits, and what became of them.

Of Odoo this knows only the pure package `odoo.addons.clinic_crm.agenda`, with which it finds out
what fits where, so these modules are imported once the addons' folder is known. A day's visits
depend on the seed and that day alone; `World.now` only decides which of them exist yet and how far
they have come. A demo that is opened a week later therefore goes on where it was.
"""

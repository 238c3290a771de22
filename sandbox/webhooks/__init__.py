"""Webhooks: what they say (`payloads`), how they are signed (`signing`), how they get there
(`courier`).
"""

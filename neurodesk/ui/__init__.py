"""The desk: the only room that knows Qt.

It shows what the rooms below keep and changes it through the session alone.
"""

"""The wizard *Set up email account*: one address, one page, one question at a time.

Every step is the same URL; which one is shown follows from the attempt's state. No view waits
for a mail server: a task does, and the page asks again until the row has changed.
"""

"""What ``manage.py doctor`` looks at: one file for each kind of trouble.

A check yields a sentence for everything that is wrong, with the next step in it, and nothing when
all is well. Sentences are for the administrator's terminal and may name an account.
"""

"""`openemr state`: backend, locks, versions, recovery, and import of unmanaged resources.

A killed Terraform loses what it created since it last saved the state, which with state in S3 is
up to 20 seconds ago, and always what it was just creating. Creating it again fails for a resource
with a name, and silently duplicates one without (network, addresses, keys).
"""

"""Resources that are in AWS and in the configuration, but not in the state: found and taken in.

A Terraform that is killed forgets what it made since it last saved the state, which with state in
S3 is up to 20 seconds ago, and always what it was just making. Made a second time, a resource with
a name fails, and one without (network, addresses, keys) silently exists twice.
"""

"""The process that makes the load: Locust on gevent, which changes the whole interpreter."""

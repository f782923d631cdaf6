"""The load generator: Locust on gevent, which patches the whole interpreter."""

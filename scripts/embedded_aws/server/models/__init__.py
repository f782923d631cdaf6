"""The embedded AWS checks requests against botocore's models, which AWS publishes."""

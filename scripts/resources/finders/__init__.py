"""Look-ups of single resources in AWS, by service; catalogue entries name them."""

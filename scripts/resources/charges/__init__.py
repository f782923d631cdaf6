"""AWS's charges for a resource, by service; catalogue entries name these functions."""

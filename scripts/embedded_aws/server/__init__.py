"""The embedded AWS's server: MiniStack with what it drops, lacks and wrongly accepts put right."""

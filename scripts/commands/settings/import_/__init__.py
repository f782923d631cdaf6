"""`openemr settings import`: the settings of a predecessor as a deployment of cdktf.json."""

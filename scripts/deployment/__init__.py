"""A deployed OpenEMR: its outputs, ECS tasks and HTTP endpoint; AWS CLI sessions."""

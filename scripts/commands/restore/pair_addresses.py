"""Terraform addresses of the database and the files of one pair."""

from dataclasses import dataclass

from stacks.pairs import Color, id_prefix


@dataclass(frozen=True)
class PairAddresses:
    """Terraform addresses of one pair (stacks/stores.py)."""

    color: Color

    @property
    def cluster(self) -> str:
        """The Aurora cluster."""
        return f"aws_rds_cluster.{id_prefix(self.color)}database_cluster"

    @property
    def files(self) -> str:
        """The file system."""
        return f"aws_efs_file_system.{id_prefix(self.color)}files_sites"

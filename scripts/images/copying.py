"""Copies an image from a registry into ECR, with its digest and without Docker."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from scripts.cli.steps import Steps
from scripts.images.chosen import ChosenImage
from scripts.images.ecr import EcrRepository, NoRepositoryError
from scripts.registry import Descriptor, Manifest, Registry, WrongContentError

# Indexes in indexes are allowed, and nobody makes more.
_DEEPEST = 3
_MIB = 1024 * 1024


@dataclass
class Copied:
    """Result of a copy. uploaded: layers; bytes: of them; present: layers that were there."""

    digest: str = ""
    uploaded: int = 0
    bytes: int = 0
    present: int = 0


@dataclass
class Copy:
    """A copy of one image; what the repository has already is not sent again.

    on_progress: gets a remark such as `3/24 layers, 120 MiB`.
    """

    source: Registry
    target: EcrRepository
    on_progress: Callable[[str], None]
    _done: Copied = field(default_factory=Copied)
    _total: int = 0

    def run(self, digest: str, tag: str = "") -> Copied:
        """Copy `digest` with all that it lists, then give it the tag.

        Interrupted, it goes on where it was when it is run again. Raises RegistryError, AwsError.
        """
        self.on_progress("read manifests")
        top = self.source.manifest(digest)
        manifests = list(self._with_children(top, _DEEPEST))
        layers = list(dict.fromkeys(blob for each in manifests for blob in each.blobs))
        self._copy_layers(layers)
        for each in manifests:
            self.target.put(each, tag if each is top else "")
        self._done.digest = top.digest
        return self._done

    def _with_children(self, manifest: Manifest, depth: int) -> Iterator[Manifest]:
        """The manifests of an index before itself: ECR wants what it names to be there."""
        if not depth:
            raise WrongContentError(f"{manifest.digest} lists indexes in indexes.")
        for child in manifest.children:
            yield from self._with_children(self.source.manifest(child.digest), depth - 1)
        yield manifest

    def _copy_layers(self, layers: Sequence[Descriptor]) -> None:
        missing = self.target.missing_layers([each.digest for each in layers])
        self._total = len(missing)
        self._done.present = len(layers) - len(missing)
        for each in layers:
            if each.digest in missing:
                self.target.upload(each.digest, self._counted(each))
                self._done.uploaded += 1
                self._show()

    def _counted(self, layer: Descriptor) -> Iterator[bytes]:
        for piece in self.source.blob(layer):
            self._done.bytes += len(piece)
            self._show()
            yield piece

    def _show(self) -> None:
        self.on_progress(
            f"{self._done.uploaded}/{self._total} layers, {self._done.bytes / _MIB:.0f} MiB"
        )


def copy_image(image: ChosenImage, repository: EcrRepository, steps: Steps) -> Copied:
    """Copy a deployment's image as one step.

    Raises NoRepositoryError, RegistryError, AwsError.
    """
    if not repository.exists():
        raise NoRepositoryError(
            f"The ECR repository {repository.name} does not exist yet. openemr deploy "
            f"{image.name} makes it, and copies the image."
        )
    with steps.step("copy-image", f"Copy {image.upstream} to {repository.name}") as step:
        tag = image.settings.application.copy_tag
        return Copy(image.registry, repository, step.update).run(image.demand_digest(), tag)

"""Images made of a few bytes: manifests, indexes and blobs, as registries hold them."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from scripts.registry.manifest import OCI_INDEX, OCI_MANIFEST

CONFIG = "application/vnd.oci.image.config.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
IN_TOTO = "application/vnd.in-toto+json"


def digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


@dataclass
class Made:
    """An image: documents and blobs by digest; top is the digest of what the tag names."""

    top: str = ""
    documents: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    blobs: dict[str, bytes] = field(default_factory=dict)
    children: dict[str, str] = field(default_factory=dict)

    def blob(self, data: bytes, media_type: str) -> dict[str, Any]:
        self.blobs[digest(data)] = data
        return {"mediaType": media_type, "digest": digest(data), "size": len(data)}

    def document(self, media_type: str, **content: Any) -> dict[str, Any]:
        # Indented, so that only the bytes as they were sent have the digest.
        raw = json.dumps(
            {"schemaVersion": 2, "mediaType": media_type, **content}, indent=3
        ).encode()
        self.documents[digest(raw)] = (media_type, raw)
        return {"mediaType": media_type, "digest": digest(raw), "size": len(raw)}


def made(*layers: bytes, version: str = "") -> Made:
    """For both architectures and with an attestation, as docker/build-push-action makes it."""
    image = Made()
    shared = [image.blob(each, LAYER) for each in layers]
    listed = []
    for architecture in ("amd64", "arm64"):
        labels = {"org.opencontainers.image.version": version} if version else {}
        config = {"architecture": architecture, "os": "linux", "config": {"Labels": labels}}
        own = image.blob(f"only for {architecture}".encode(), LAYER)
        manifest = image.document(
            OCI_MANIFEST,
            config=image.blob(json.dumps(config).encode(), CONFIG),
            layers=[*shared, own],
        )
        platform = {"architecture": architecture, "os": "linux"}
        listed.append({**manifest, "platform": platform})
        image.children[architecture] = manifest["digest"]
    attestation = image.document(
        OCI_MANIFEST,
        config=image.blob(b'{"architecture":"unknown","os":"unknown"}', CONFIG),
        layers=[image.blob(b'{"_type":"provenance"}', IN_TOTO)],
    )
    unknown = {"architecture": "unknown", "os": "unknown"}
    listed.append({**attestation, "platform": unknown})
    image.children["unknown"] = attestation["digest"]
    image.top = image.document(OCI_INDEX, manifests=listed)["digest"]
    return image

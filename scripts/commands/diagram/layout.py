"""Layout of a picture by Graphviz: positions of nodes, curves of edges.

Every size is given, so that no font of this machine moves anything: same picture, same places.
"""

import itertools
import re
from dataclasses import dataclass

import pygraphviz

from scripts.commands.diagram.picture import Edge, Picture

NODE_WIDTH, NODE_HEIGHT = 140.0, 136.0  # points, as everything here
_POINTS_PER_INCH = 72
# Zone -> the zone around it, the name of its frame.
ZONES = {
    "vpc": ("", "VPC"),
    "public": ("vpc", "Public subnets"),
    "private": ("vpc", "Private subnets"),
    "data": ("private", ""),
    "evidence": ("", "Evidence and alarms"),
}

Point = tuple[float, float]


@dataclass(frozen=True)
class Frame:
    """The rectangle of a zone: left, top, right, bottom."""

    zone: str
    title: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class EdgePath:
    """An edge as a Bézier curve: a first point, then three for each piece; its tip, its label."""

    edge: Edge
    points: tuple[Point, ...]
    tip: Point
    label: Point


@dataclass(frozen=True)
class Layout:
    """Width and height of the whole, the middle of each node by id, frames from the outside in."""

    width: float
    height: float
    nodes: dict[str, Point]
    frames: tuple[Frame, ...]
    paths: tuple[EdgePath, ...]


def lay_out(picture: Picture) -> Layout:
    """Find a place for everything in `picture`; y grows downwards."""
    graph = pygraphviz.AGraph(directed=True, strict=False)
    graph.graph_attr.update(
        rankdir="LR", nodesep="0.15", ranksep="0.5", splines="spline", newrank="true"
    )
    graph.node_attr.update(
        shape="box",
        fixedsize="true",
        label="",
        width=str(NODE_WIDTH / _POINTS_PER_INCH),
        height=str(NODE_HEIGHT / _POINTS_PER_INCH),
    )
    for id_ in picture.nodes:
        graph.add_node(id_)
    for number, edge in enumerate(picture.edges):
        attributes = {"label": _space_for(edge.label)} if edge.label else {}
        attributes["weight"] = "8" if edge.kind == "traffic" else "1"
        first, second, attributes["dir"] = _from_left_to_right(picture, edge)
        graph.add_edge(first, second, key=str(number), **attributes)
    _add_columns(graph, picture)
    _add_frames(graph, picture)
    graph.layout("dot")
    return _read(graph, picture)


def _from_left_to_right(picture: Picture, edge: Edge) -> tuple[str, str, str]:
    """The ends as Graphviz draws them best, and on which of them the head is."""
    if picture.nodes[edge.source].column > picture.nodes[edge.target].column:
        return edge.target, edge.source, "back"
    return edge.source, edge.target, "forward"


def _space_for(label: str) -> str:
    """A box without text, so large that `label` fits."""
    width = round(9 * len(label) + 8)
    size = f'FIXEDSIZE="TRUE" WIDTH="{width}" HEIGHT="18"'
    return f'<<TABLE BORDER="0" {size}><TR><TD></TD></TR></TABLE>>'


def _add_columns(graph: "pygraphviz.AGraph", picture: Picture) -> None:
    columns = sorted({node.column for node in picture.nodes.values()})
    anchors = [f"column {column}" for column in columns]
    for anchor, column in zip(anchors, columns, strict=True):
        graph.add_node(anchor, style="invis", width="0.01", height="0.01")
        members = [node.id for node in picture.nodes.values() if node.column == column]
        graph.add_subgraph([anchor, *members], rank="same")
    for left, right in itertools.pairwise(anchors):
        graph.add_edge(left, right, style="invis")


def _add_frames(graph: "pygraphviz.AGraph", picture: Picture) -> None:
    members: dict[str, list[str]] = {zone: [] for zone in ZONES}
    for node in picture.nodes.values():
        zone = node.zone
        while zone in ZONES:
            members[zone].append(node.id)
            zone = ZONES[zone][0]
    made = {"": graph}
    for zone, (outer, title) in ZONES.items():
        if members[zone]:
            space = _space_for(title) if title else ""
            made[zone] = made[outer].add_subgraph(
                members[zone], name=f"cluster_{zone}", label=space, margin="14", labeljust="l"
            )


def _read(graph: "pygraphviz.AGraph", picture: Picture) -> Layout:
    left, bottom, right, top = _numbers(graph.graph_attr["bb"])

    def point(x: float, y: float) -> Point:
        return round(x - left, 1), round(top - y, 1)

    nodes = {id_: point(*_numbers(graph.get_node(id_).attr["pos"])) for id_ in picture.nodes}
    frames = []
    for zone, (_, title) in ZONES.items():
        cluster = _cluster(graph, zone)
        if cluster is not None and title:
            x1, y1, x2, y2 = _numbers(cluster.graph_attr["bb"])
            frames.append(Frame(zone, title, *point(x1, y2), *point(x2, y1)))
    paths = []
    for number, edge in enumerate(picture.edges):
        first, second, _ = _from_left_to_right(picture, edge)
        attributes = graph.get_edge(first, second, key=str(number)).attr
        tip, points = _curve(attributes["pos"])
        middle = _numbers(attributes["lp"]) if edge.label else points[len(points) // 2]
        paths.append(
            EdgePath(edge, tuple(point(*each) for each in points), point(*tip), point(*middle))
        )
    return Layout(
        round(right - left, 1), round(top - bottom, 1), nodes, tuple(frames), tuple(paths)
    )


def _cluster(graph: "pygraphviz.AGraph", zone: str) -> "pygraphviz.AGraph | None":
    inner = graph.get_subgraph(f"cluster_{zone}")
    if inner is not None:
        return inner
    found = (_cluster(each, zone) for each in graph.subgraphs())
    return next((each for each in found if each is not None), None)


def _curve(text: str) -> tuple[Point, list[Point]]:
    """Graphviz's `e,x,y x,y ...`: where the arrow ends, and the curve before its head.

    An arrow against the direction of the graph begins with `s,x,y`, and its curve is turned.
    """
    parts = re.sub(r"\\\s*", "", text).split()
    points = [_pair(part) for part in parts if part[0] not in "es"]
    (head,) = [part for part in parts if part[0] in "es"]
    return _pair(head[2:]), points[::-1] if head[0] == "s" else points


def _pair(text: str) -> Point:
    x, y = text.split(",")
    return float(x), float(y)


def _numbers(text: str) -> list[float]:
    return [float(each) for each in text.split(",")]

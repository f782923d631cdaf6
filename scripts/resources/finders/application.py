"""ECS cluster, service and task definition, image repository, and CloudFormation stacks."""

from collections.abc import Iterator

from scripts.aws.reader import AwsReader
from scripts.aws.tags import read_tags
from scripts.resources.facets.found import Found, found
from scripts.resources.facets.wanted import Wanted


def cluster(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    name = wanted.text("name")
    listed = aws.list("ecs", "describe_clusters", "clusters", clusters=[name], include=["TAGS"])
    for each in listed:
        if each["status"] == "ACTIVE":
            arn = each["clusterArn"]
            yield found(name, tags=each.get("tags", ()), id=arn, arn=arn, name=name)


def service(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    cluster, name = wanted.text("cluster"), wanted.text("name")
    listed = aws.list(
        "ecs", "describe_services", "services", cluster=cluster, services=[name], include=["TAGS"]
    )
    for each in listed:
        if each["status"] == "ACTIVE":
            import_id = f"{cluster.rpartition('/')[2]}/{name}"
            arn = each["serviceArn"]
            yield found(import_id, tags=each.get("tags", ()), id=arn, name=name)


def task_definition(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    """The newest revision; a plan replaces it where it is not the wanted one.

    A revision that was registered outside of Terraform does not block the next.
    """
    answer = aws.get(
        "ecs", "describe_task_definition", taskDefinition=wanted.text("family"), include=["TAGS"]
    )
    described = answer.get("taskDefinition", {})
    tags = read_tags(answer.get("tags", ()))
    if described.get("status") == "ACTIVE" and wanted.is_claimed(tags):
        arn = described["taskDefinitionArn"]
        yield found(arn, tags=tags, id=described["family"], arn=arn)


def stack(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    name = wanted.text("name")
    for each in aws.list("cloudformation", "describe_stacks", "Stacks", StackName=name):
        if each["StackStatus"] != "DELETE_COMPLETE":
            busy = each["StackStatus"].endswith("_IN_PROGRESS")
            yield found(each["StackId"], tags=each.get("Tags", ()), busy=busy)


def repository(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    name = wanted.text("name")
    listed = aws.list("ecr", "describe_repositories", "repositories", repositoryNames=[name])
    for each in listed:
        arn = each["repositoryArn"]
        tags = aws.get("ecr", "list_tags_for_resource", resourceArn=arn).get("tags", ())
        yield found(name, tags=tags, name=name, arn=arn)


def _scaled(wanted: Wanted) -> dict[str, str]:
    """The resource id of the service in Application Auto Scaling."""
    names = ("service_namespace", "resource_id", "scalable_dimension")
    return {name: wanted.text(name) for name in names}


def scaling_target(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    """The scaling target of our service, of which there is one."""
    scaled = _scaled(wanted)
    listed = aws.list(
        "application-autoscaling",
        "describe_scalable_targets",
        "ScalableTargets",
        ServiceNamespace=scaled["service_namespace"],
        ResourceIds=[scaled["resource_id"]],
        ScalableDimension=scaled["scalable_dimension"],
    )
    if listed:
        yield Found("/".join(scaled.values()), scaled)


def scaling_policy(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    scaled, name = _scaled(wanted), wanted.text("name")
    listed = aws.list(
        "application-autoscaling",
        "describe_scaling_policies",
        "ScalingPolicies",
        PolicyNames=[name],
        ServiceNamespace=scaled["service_namespace"],
        ResourceId=scaled["resource_id"],
        ScalableDimension=scaled["scalable_dimension"],
    )
    if listed:
        yield Found("/".join([*scaled.values(), name]), {**scaled, "name": name})

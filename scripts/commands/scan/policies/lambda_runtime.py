"""Functions run on the newest runtime."""

from scripts.commands.scan.policy import Configuration, Violations, policy

# https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html (2026-11)
NEWEST = {"dotnet10", "java25", "nodejs24.x", "python3.14", "ruby3.4", "provided.al2023"}


@policy(
    25,
    "A Lambda function runs on the newest runtime of its language.",
    hipaa="308(a)(5)(ii)(B)",
    nag="AwsSolutions-L1",
)
def lambda_runtime(configuration: Configuration) -> Violations:
    """There is no function so far. Container images have no runtime."""
    for function in configuration.of("aws_lambda_function"):
        if function.get("package_type") != "Image" and function.get("runtime") not in NEWEST:
            yield function.violates(f"runtime {function.get('runtime')}")
